package io.bytetrail.collector.metrics;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says that exports fail: one line, at most once a minute. */
final class ExportFailures {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String endpoint;
  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final AtomicLong nextLine;

  ExportFailures(String endpoint, PrintStream out, LongSupplier nanoTime) {
    this.endpoint = endpoint;
    this.out = out;
    this.nanoTime = nanoTime;
    this.nextLine = new AtomicLong(nanoTime.getAsLong());
  }

  /** Tells of one failure. */
  void failed(String reason) {
    long now = nanoTime.getAsLong();
    long due = nextLine.get();
    if (now - due >= 0 && nextLine.compareAndSet(due, now + QUIET_NANOS)) {
      out.println("bytetrail: metrics do not reach " + endpoint + ": " + reason);
    }
  }

  /** What is at the bottom of an error: "Connection refused", not who passed it on. */
  static String reason(Throwable error) {
    if (error == null) {
      return "no answer";
    }
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
