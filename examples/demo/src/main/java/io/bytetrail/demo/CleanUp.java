package io.bytetrail.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was added, the last first: at the end of the block, or when the JVM is told to end
 * within it, as by Ctrl-C.
 */
final class CleanUp implements AutoCloseable {
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final Thread hook = new Thread(this::closeAll, "clean-up");
  private boolean closed; // guarded by this

  CleanUp() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  synchronized <T extends AutoCloseable> T add(T resource) {
    resources.push(resource);
    if (closed) {
      closeAll();
    }
    return resource;
  }

  private synchronized void closeAll() {
    closed = true;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        System.err.println("bytetrail demo: " + e);
      }
    }
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending, and the hook found nothing left to do
    }
  }
}
