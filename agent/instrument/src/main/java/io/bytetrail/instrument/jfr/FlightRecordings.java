package io.bytetrail.instrument.jfr;

import io.bytetrail.hooks.Hooks;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import jdk.internal.misc.VM;

/**
 * Notices recordings. It does not start Flight Recorder, which would cost every application tens of
 * milliseconds, and works without it: a JVM may have been linked without {@code jdk.jfr}.
 */
public final class FlightRecordings implements Runnable {
  private static final String MODULE = "jdk.jfr";
  private static final String RECORDING_AT_START = "-XX:StartFlightRecording";

  private final Consumer<Executor> atFirst;

  private FlightRecordings(Consumer<Executor> atFirst) {
    this.atFirst = atFirst;
  }

  /**
   * Begins to listen, in a thread that ends at once. Returns when that is done if the JVM was told
   * to record from its start on.
   *
   * @param atFirst is run when Flight Recorder starts, in whatever thread starts it, and given what
   *     runs others' work so that it is not counted as the application's
   */
  public static void listen(Consumer<Executor> atFirst) {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return;
    }
    Thread thread = new Thread(null, new FlightRecordings(atFirst), "bytetrail-jfr");
    thread.setDaemon(true);
    thread.start();
    if (recordsFromStart()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void run() {
    Hooks.markThread();
    try {
      Recordings.listen(atFirst);
    } catch (Throwable e) {
      // Flight Recorder is switched off, or not HotSpot's: then nobody can record.
    }
  }

  private static boolean recordsFromStart() {
    for (String argument : VM.getRuntimeArguments()) {
      if (argument.startsWith(RECORDING_AT_START)) {
        return true;
      }
    }
    return false;
  }
}
