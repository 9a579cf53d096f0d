package io.bytetrail.instrument.jfr;

import io.bytetrail.hooks.Hooks;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
final class Recordings implements FlightRecorderListener {
  private final Recorder recorder = new Recorder();
  private EventType transfers;
  private boolean recording; // guarded by this

  private final Consumer<Executor> atFirst;

  private Recordings(Consumer<Executor> atFirst) {
    this.atFirst = atFirst;
  }

  static void listen(Consumer<Executor> atFirst) {
    FlightRecorder.addListener(new Recordings(atFirst));
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
          FlightRecorder.addPeriodicEvent(TransferEvent.class, () -> asOwn(this::sweep));
          FlightRecorder.addPeriodicEvent(AgentEvent.class, () -> asOwn(this::endChunk));
          atFirst.accept(Recordings::asOwn);
        });
  }

  @Override
  public void recordingStateChanged(Recording changed) {
    asOwn(this::update);
  }

  private synchronized void update() {
    boolean wanted = transfers != null && transfers.isEnabled();
    if (wanted != recording) {
      recording = wanted;
      Hooks.record(wanted ? recorder : null);
    }
  }

  /** Once a period of the transfers' event, which is how a change of its settings is seen too. */
  private void sweep() {
    update();
    Hooks.sweepTransfers(recorder);
  }

  private void endChunk() {
    update();
    if (!transfers.isEnabled()) {
      return;
    }
    Hooks.tellTransfers(recorder);
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
