package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation.Kind;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The transfers that go on, while somebody records them.
 *
 * <p>That a transfer is over is seen in one of its own calls only when a read finds the end of the
 * file. Else it is over when the next one begins, or the file turns out to be closed: so that costs
 * nobody anything as long as nobody records.
 *
 * <p>A set-associative table, without locks. One that has to make room for another is told of, and
 * what it does afterwards is told as its continuation: nothing is lost.
 */
final class Transfers {
  private static final int WAYS = 8;
  private static final int SET_BITS = 11;

  /** Sweeps without a call, after which a transfer is told of though its file is still open. */
  private static final int IDLE_SWEEPS = 10;

  /** 64 KiB, made when the first recording begins. */
  private static final AtomicReferenceArray<Transfer> TABLE =
      new AtomicReferenceArray<>(WAYS << SET_BITS);

  private static final AtomicLong EVICTED = new AtomicLong();

  private Transfers() {}

  /**
   * Before a call: the transfer that it belongs to.
   *
   * @param number of the transfer
   * @param position of a positional call; -1 of others
   */
  static Transfer entered(Context context, TransferRecorder recorder, int number, long position) {
    OpenFile file = context.file;
    Lane lane = context.lane;
    if (!lane.movesFileBytes) {
      return null;
    }
    Transfer transfer = context.began() ? null : find(context, position);
    if (transfer == null) {
      if (context.began()) {
        endPrevious(context, position);
      }
      Context owner = position < 0 ? null : context;
      transfer = new Transfer(file, lane, number, owner, recorder);
      put(transfer, context);
      if (lane.isOutgoing()) {
        file.outgoing = transfer;
      }
      context.latest = transfer;
      if (owner != null) {
        context.positional = transfer;
      }
    }
    transfer.entered(position);
    return transfer;
  }

  /** After it, if it was one. */
  static void left(Context context, Transfer transfer, long bytes, long copied, boolean failed) {
    TransferRecorder recorder = context.recorder;
    if (recorder == null) {
      return;
    }
    boolean last =
        transfer.called(recorder, context.began(), Math.max(bytes, 0), Math.max(copied, 0), failed);
    boolean reads = transfer.owner == null && transfer.lane.operation.kind() == Kind.READ;
    boolean atEnd = reads && bytes < 0 && !failed;
    if (last || atEnd) {
      // On the carrier that the thread is on now: it may have been moved.
      end(transfer, Contexts.current());
    }
  }

  /** After a mapping, whose bytes are known only now. */
  static void mapped(Context context, OpenFile file, Lane lane, long bytes) {
    int set = set(file, lane);
    for (int way = set; way < set + WAYS; way++) {
      Transfer transfer = TABLE.get(way);
      if (transfer != null && transfer.file == file && transfer.lane == lane) {
        transfer.addBytes(bytes);
        end(transfer, context);
        return;
      }
    }
  }

  /** Tells of those whose files are closed, and of those that have long done nothing. */
  static void sweep() {
    Context context = Contexts.current();
    for (int way = 0; way < TABLE.length(); way++) {
      Transfer transfer = TABLE.get(way);
      if (transfer != null && (transfer.file.isClosed() || transfer.isIdle(IDLE_SWEEPS))) {
        end(transfer, context);
      }
    }
  }

  /** Tells of what has been done so far of all. */
  static void tellAll() {
    Context context = Contexts.current();
    for (int way = 0; way < TABLE.length(); way++) {
      Transfer transfer = TABLE.get(way);
      if (transfer == null) {
        continue;
      }
      if (transfer.file.isClosed()) {
        end(transfer, context);
      } else {
        tell(transfer, context);
      }
    }
  }

  /** Forgets all: nobody records any more. */
  static void clear() {
    for (int i = 0; i < TABLE.length(); i++) {
      TABLE.set(i, null);
    }
  }

  static long evicted() {
    return EVICTED.get();
  }

  private static Transfer find(Context context, long position) {
    OpenFile file = context.file;
    Lane lane = context.lane;
    boolean positional = position >= 0;
    Transfer found = null;
    int set = set(file, lane);
    for (int way = set; way < set + WAYS; way++) {
      Transfer transfer = TABLE.get(way);
      if (transfer == null || transfer.file != file || transfer.lane != lane) {
        continue;
      }
      if (positional != (transfer.owner != null)) {
        continue;
      }
      if (!positional || (transfer.owner == context && transfer.endsAt(position))) {
        return transfer;
      }
      if (transfer.endsAt(position)) {
        found = transfer; // another thread's, which this one takes over
      }
    }
    return found;
  }

  /** Ends what cannot go on once this transfer has begun. */
  private static void endPrevious(Context context, long position) {
    OpenFile file = context.file;
    Lane lane = context.lane;
    Transfer latest = context.latest;
    int set = set(file, lane);
    for (int way = set; way < set + WAYS; way++) {
      Transfer transfer = TABLE.get(way);
      if (transfer == null || transfer.file != file || transfer.lane != lane) {
        continue;
      }
      Context owner = transfer.owner;
      boolean over =
          position < 0
              ? owner == null
              : owner == context || (owner != null && owner.positional != transfer);
      if (over) {
        end(transfer, context);
      }
    }
    if (lane.isOutgoing() && file.outgoing != null && file.outgoing.lane != lane) {
      end(file.outgoing, context);
    }
    if (latest != null && latest.file.isClosed()) {
      end(latest, context);
    }
  }

  private static void put(Transfer transfer, Context context) {
    int set = set(transfer.file, transfer.lane);
    for (int way = set; way < set + WAYS; way++) {
      if (TABLE.compareAndSet(way, null, transfer)) {
        return;
      }
    }
    int way = set + (transfer.number & WAYS - 1);
    Transfer other = TABLE.get(way);
    if (other != null) {
      EVICTED.incrementAndGet();
      end(other, context);
    }
    if (!TABLE.compareAndSet(way, null, transfer)) {
      // Another thread was faster: the call is told of by itself.
      transfer.retire();
    }
  }

  private static void end(Transfer transfer, Context context) {
    int set = set(transfer.file, transfer.lane);
    for (int way = set; way < set + WAYS; way++) {
      TABLE.compareAndSet(way, transfer, null);
    }
    transfer.retire();
    tell(transfer, context);
  }

  /** What the recorder does must not be taken for the application's. */
  private static void tell(Transfer transfer, Context context) {
    long before = context.enterOwn();
    try {
      transfer.tell();
    } finally {
      context.leaveOwn(before);
    }
  }

  private static int set(OpenFile file, Lane lane) {
    int hash = (System.identityHashCode(file) * 31 + lane.id) * 0x9E3779B9;
    return (hash >>> (Integer.SIZE - SET_BITS)) * WAYS;
  }
}
