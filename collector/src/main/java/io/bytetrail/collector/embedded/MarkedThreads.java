package io.bytetrail.collector.embedded;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the collector's threads inside an application: daemons, so that they never keep it alive;
 * marked before anything else, so that what they do is filed as bytetrail's own; with bytetrail's
 * class loader as context, so that nothing is looked up on the application's class path.
 */
final class MarkedThreads implements ThreadFactory {
  private final Runnable mark;
  private final AtomicInteger made = new AtomicInteger();

  MarkedThreads(Runnable mark) {
    this.mark = mark;
  }

  /** Marks the current thread; for threads that somebody else makes. */
  void markCurrent() {
    mark.run();
  }

  @Override
  public Thread newThread(Runnable task) {
    return newThread("bytetrail-" + made.incrementAndGet(), task);
  }

  private Thread newThread(String name, Runnable task) {
    return newUnmarkedThread(
        name,
        () -> {
          mark.run();
          task.run();
        });
  }

  /** One that begins before there is anything to mark it with, and will mark itself. */
  Thread newUnmarkedThread(String name, Runnable task) {
    // Without inheriting thread-locals: those are the application's.
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(MarkedThreads.class.getClassLoader());
    return thread;
  }
}
