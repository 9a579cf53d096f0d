package io.bytetrail.hooks;

/**
 * Who records transfers: nobody, Flight Recorder, somebody who watches, or both of these. The hooks
 * know of one recorder at most.
 */
final class TransferRecorders {
  private static final TransferRecorder[] NONE = {};

  private static TransferRecorder[] all = NONE;

  private TransferRecorders() {}

  static synchronized void add(TransferRecorder recorder) {
    TransferRecorder[] more = new TransferRecorder[all.length + 1];
    System.arraycopy(all, 0, more, 0, all.length);
    more[all.length] = recorder;
    change(more);
  }

  /** Without effect if it records nothing. */
  static synchronized void remove(TransferRecorder recorder) {
    int others = 0;
    for (TransferRecorder one : all) {
      others += one == recorder ? 0 : 1;
    }
    if (others == all.length) {
      return;
    }
    TransferRecorder[] fewer = new TransferRecorder[others];
    int i = 0;
    for (TransferRecorder one : all) {
      if (one != recorder) {
        fewer[i++] = one;
      }
    }
    change(fewer);
  }

  /** What goes on is told to those from before; what it does from now on continues it. */
  private static void change(TransferRecorder[] recorders) {
    if (all.length > 0) {
      Transfers.tellAll();
    }
    all = recorders;
    if (recorders.length == 0) {
      Switch.record(null);
      Transfers.clear();
    } else {
      Switch.record(recorders.length == 1 ? recorders[0] : new Several(recorders));
    }
  }

  /** Tells each; what stands for a transfer is an array of what stands for it with each. */
  private static final class Several implements TransferRecorder {
    private final TransferRecorder[] recorders;

    Several(TransferRecorder[] recorders) {
      this.recorders = recorders;
    }

    @Override
    public Object began() {
      Object[] events = new Object[recorders.length];
      for (int i = 0; i < events.length; i++) {
        events[i] = recorders[i].began();
      }
      return events;
    }

    @Override
    public void called(Object event) {
      Object[] events = (Object[]) event;
      for (int i = 0; i < events.length; i++) {
        recorders[i].called(events[i]);
      }
    }

    @Override
    public void ended(Object event, TransferPart part) {
      Object[] events = (Object[]) event;
      for (int i = 0; i < events.length; i++) {
        recorders[i].ended(events[i], part);
      }
    }
  }
}
