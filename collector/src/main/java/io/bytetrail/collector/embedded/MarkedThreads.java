package io.bytetrail.collector.embedded;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the collector's threads inside an application: marked before anything else, so that what
 * they do is filed as bytetrail's own; with bytetrail's class loader as context, so that nothing is
 * looked up on the application's class path.
 */
final class MarkedThreads implements ThreadFactory {
  private final Embedding embedding;
  private final OwnCpu cpu;
  private final AtomicInteger made = new AtomicInteger();

  /** The CPU time of each is counted in {@code cpu}. */
  MarkedThreads(Embedding embedding, OwnCpu cpu) {
    this.embedding = embedding;
    this.cpu = cpu;
  }

  /** Marks the current thread; for threads that somebody else makes. */
  void markCurrent() {
    embedding.markThread().run();
    cpu.addCurrentThread();
  }

  @Override
  public Thread newThread(Runnable task) {
    return newUnmarkedThread("bytetrail-" + made.incrementAndGet(), new Marked(task));
  }

  /** One that begins before there is anything to mark it with, and will mark itself. */
  Thread newUnmarkedThread(String name, Runnable task) {
    Thread thread = embedding.threads().newThread(task);
    thread.setName(name);
    thread.setContextClassLoader(MarkedThreads.class.getClassLoader());
    return thread;
  }

  private final class Marked implements Runnable {
    private final Runnable task;

    private Marked(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      markCurrent();
      task.run();
    }
  }
}
