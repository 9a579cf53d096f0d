package io.bytetrail.collector.metrics;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for the exporter: daemons, so that they never keep the application alive; each marked
 * before its first task, so that what it sends is filed as bytetrail's own.
 *
 * <p>Their context class loader is bytetrail's. A thread would otherwise inherit its creator's, and
 * the SDK's {@code ServiceLoader} look-ups would search the application's class path.
 */
final class ExporterThreads implements ThreadFactory {
  private final Runnable markThread;
  private final AtomicInteger made = new AtomicInteger();

  ExporterThreads(Runnable markThread) {
    this.markThread = markThread;
  }

  @Override
  public Thread newThread(Runnable task) {
    Runnable marked =
        () -> {
          markThread.run();
          task.run();
        };
    String name = "bytetrail-otlp-" + made.incrementAndGet();
    Thread thread = new Thread(null, marked, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(ExporterThreads.class.getClassLoader());
    return thread;
  }
}
