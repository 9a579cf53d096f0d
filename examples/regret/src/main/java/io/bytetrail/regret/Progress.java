package io.bytetrail.regret;

import java.io.PrintStream;

/** Tells on standard error what is going on. */
final class Progress {
  private final PrintStream err = System.err;
  private final long start = System.nanoTime();
  private final int steps;
  private int step;

  /**
   * Begins.
   *
   * @param steps how many there will be
   */
  Progress(int steps) {
    this.steps = steps;
  }

  /** A step begins. */
  void step(String what) {
    step++;
    say(what);
  }

  /** Something within a step. */
  void say(String what) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    err.printf("bytetrail regret: %d of %d, %d s: %s%n", step, steps, seconds, what);
  }
}
