package io.bytetrail.collector.calibration;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be put away, last made first: at the end, after an error, and when the process is
 * told to end. What is registered after that is put away at once.
 */
public final class CleanUp implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>(); // guarded by this
  private final Thread hook = new Thread(this::closeAll, "clean-up");
  private boolean closed; // guarded by this

  public CleanUp() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Registers it. */
  public synchronized <T extends AutoCloseable> T add(T made) {
    if (closed) {
      close(made);
      throw new IllegalStateException("the process is ending");
    }
    open.push(made);
    return made;
  }

  private synchronized void closeAll() {
    closed = true;
    while (!open.isEmpty()) {
      close(open.pop());
    }
  }

  private static void close(AutoCloseable made) {
    try {
      made.close();
    } catch (Exception e) {
      System.err.println("bytetrail: something is left: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running.
    }
  }
}
