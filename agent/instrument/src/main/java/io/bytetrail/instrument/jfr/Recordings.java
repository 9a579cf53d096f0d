package io.bytetrail.instrument.jfr;

import io.bytetrail.hooks.Hooks;
import java.util.concurrent.Executor;
import java.util.function.Function;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/**
 * Has the hooks tell of transfers while a recording wants them.
 *
 * <p>Its methods run in whatever thread starts or stops a recording, the application's own among
 * them, and in Flight Recorder's: none of what they do is to be counted as the application's.
 */
final class Recordings implements FlightRecorderListener, Runnable {
  private final Recorder recorder = new Recorder();
  private EventType transfers;
  private boolean recording; // guarded by this

  private final Function<Executor, Runnable> atFirst;
  private Runnable period;
  private Runnable chunk;
  private Runnable undoFirst;

  private Recordings(Function<Executor, Runnable> atFirst) {
    this.atFirst = atFirst;
  }

  /** Returns what undoes it; no lambda, which every start of an application would pay for. */
  static Runnable listen(Function<Executor, Runnable> atFirst) {
    Recordings recordings = new Recordings(atFirst);
    FlightRecorder.addListener(recordings);
    return recordings;
  }

  /** Not before: the event's class costs milliseconds, and would start Flight Recorder. */
  @Override
  public void recorderInitialized(FlightRecorder flightRecorder) {
    asOwn(
        () -> {
          FlightRecorder.register(TransferEvent.class);
          FlightRecorder.register(AgentEvent.class);
          transfers = EventType.getEventType(TransferEvent.class);
          warmUp();
          period = () -> asOwn(this::sweep);
          chunk = () -> asOwn(this::endChunk);
          FlightRecorder.addPeriodicEvent(TransferEvent.class, period);
          FlightRecorder.addPeriodicEvent(AgentEvent.class, chunk);
          undoFirst = atFirst.apply(Recordings::asOwn);
        });
  }

  @Override
  public void recordingStateChanged(Recording changed) {
    asOwn(this::update);
  }

  /** Undoes it all. */
  @Override
  public void run() {
    FlightRecorder.removeListener(this);
    if (transfers == null) {
      return;
    }
    undoFirst.run();
    FlightRecorder.removePeriodicEvent(period);
    FlightRecorder.removePeriodicEvent(chunk);
    FlightRecorder.unregister(TransferEvent.class);
    FlightRecorder.unregister(AgentEvent.class);
    update(false);
  }

  private synchronized void update() {
    update(transfers != null && transfers.isEnabled());
  }

  private synchronized void update(boolean wanted) {
    if (wanted != recording) {
      recording = wanted;
      if (wanted) {
        Hooks.record(recorder);
      } else {
        Hooks.recordNoMore(recorder);
      }
    }
  }

  /** Once a period of the transfers' event, which is how a change of its settings is seen too. */
  private void sweep() {
    update();
    Hooks.sweepTransfers();
  }

  private void endChunk() {
    update();
    if (!transfers.isEnabled()) {
      return;
    }
    Hooks.tellTransfers();
    AgentEvent event = new AgentEvent();
    event.version = String.valueOf(Recordings.class.getPackage().getImplementationVersion());
    event.suppressed = Hooks.suppressedErrors();
    event.evicted = Hooks.evictedTransfers();
    event.commit();
  }

  /** What the hooks will call must be loaded and linked by then. */
  private void warmUp() {
    Object event = recorder.began();
    recorder.called(event);
    Strategy.of(null, io.bytetrail.ledger.Operation.MAP);
  }

  private static void asOwn(Runnable work) {
    long paused = Hooks.pause();
    try {
      work.run();
    } finally {
      Hooks.resume(paused);
    }
  }
}
