package io.bytetrail.instrument.jfr;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.OwnThread;
import java.util.concurrent.Executor;
import java.util.function.Function;
import jdk.internal.misc.VM;

/**
 * Notices recordings. It does not start Flight Recorder, which would cost every application tens of
 * milliseconds, and works without it: a JVM may have been linked without {@code jdk.jfr}.
 */
public final class FlightRecordings implements Runnable, AutoCloseable {
  private static final String MODULE = "jdk.jfr";
  private static final String RECORDING_AT_START = "-XX:StartFlightRecording";

  private final Function<Executor, Runnable> atFirst;

  /** Named by nothing of Flight Recorder's. */
  private volatile Runnable undo;

  private Thread thread;

  private FlightRecordings(Function<Executor, Runnable> atFirst) {
    this.atFirst = atFirst;
  }

  /**
   * Begins to listen, in a thread that ends at once. Returns when that is done if the JVM was told
   * to record from its start on.
   *
   * @param atFirst is run when Flight Recorder starts, in whatever thread starts it, and given what
   *     runs others' work so that it is not counted as the application's; it returns what undoes
   *     what it has done
   */
  public static FlightRecordings listen(Function<Executor, Runnable> atFirst) {
    FlightRecordings recordings = new FlightRecordings(atFirst);
    if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
      recordings.start();
    }
    return recordings;
  }

  private void start() {
    thread = new OwnThread(this, "bytetrail-jfr");
    thread.start();
    if (recordsFromStart()) {
      awaitListening();
    }
  }

  private void awaitListening() {
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves nothing in Flight Recorder; for a JVM that goes on without bytetrail. */
  @Override
  public void close() {
    awaitListening();
    if (undo != null) {
      undo.run();
    }
  }

  @Override
  public void run() {
    Hooks.markThread();
    try {
      undo = Recordings.listen(atFirst);
    } catch (Throwable e) {
      // Flight Recorder is switched off, or not HotSpot's: then nobody can record.
    }
  }

  private static boolean recordsFromStart() {
    String[] arguments = VM.getRuntimeArguments(); // null for none
    for (int i = 0; arguments != null && i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.startsWith(RECORDING_AT_START)) {
        return true;
      }
    }
    return false;
  }
}
