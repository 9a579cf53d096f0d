package io.bytetrail.agent;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for something that another process does. */
final class Await {
  private static final Duration PERIOD = Duration.ofMillis(20);

  private Await() {}

  /** Returns when the condition holds; fails when it does not in time. */
  static void until(Duration patience, Callable<Boolean> condition) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("waited in vain for " + patience);
        }
        TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("the condition itself failed", e);
    }
  }
}
