package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLING_NANOS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLING_READ_OFFSET;

import io.bytetrail.hooks.Installation.Constants;

/**
 * In how many calls one is chosen, so that choosing takes no more than it may: N, for all threads.
 *
 * <p>What was spent on samples is compared with the budget whenever a stretch of time is over, or
 * what it allows is spent before that; N is then scaled by how far the two are apart. So it is 1,
 * and every call is seen, as long as that fits. What N is depends on what was before a call, never
 * on the call: that is what keeps the estimate free of bias, see {@link Sampling}.
 */
final class Sampler {
  private static final int MOST = 1 << 20;
  private static final long STRETCH_NANOS = 100_000_000;

  /** How far N moves at once. */
  private static final double MOST_UP = 64;

  private static final double MOST_DOWN = 1.0 / 4;

  /** A thread that is put off its processor in a sample has not spent that time on it. */
  private static final long MOST_NANOS = 200_000;

  private static final long SPENT = U.objectFieldOffset(Sampler.class, "spent");
  private static final long BEGAN = U.objectFieldOffset(Sampler.class, "began");

  private final double budget;
  private volatile double oneIn = 1;

  @SuppressWarnings("UnusedVariable") // by its offset
  private volatile long spent; // since the stretch began

  private volatile long began = System.nanoTime();

  /**
   * With a budget.
   *
   * @param budget how much of one processor samples may take, all threads together; above 0
   */
  Sampler(double budget) {
    this.budget = budget;
  }

  double oneIn() {
    return oneIn;
  }

  /**
   * A sample has been taken.
   *
   * @param nanos what it took
   * @param now {@link System#nanoTime}
   * @param read bytes of {@code /proc}
   * @param byLot whether it was chosen by lot, one in N; a lane's first calls, which are few, are
   *     not in what N is made from: it would rise without end, and they would go on
   */
  void spend(long nanos, long now, int read, boolean byLot) {
    long counted = Math.min(nanos, MOST_NANOS);
    long ledger = Constants.LEDGER;
    if (ledger != 0) {
      U.getAndAddLong(null, ledger + SAMPLING_NANOS_OFFSET, counted);
      U.getAndAddLong(null, ledger + SAMPLING_READ_OFFSET, read);
    }
    if (!byLot) {
      return;
    }
    long all = U.getAndAddLong(this, SPENT, counted) + counted;
    long start = began;
    long elapsed = now - start;
    boolean over = all > budget * STRETCH_NANOS;
    if ((over || elapsed >= STRETCH_NANOS) && U.compareAndSetLong(this, BEGAN, start, now)) {
      U.getAndAddLong(this, SPENT, -all);
      adjust(all / (budget * Math.max(elapsed, 1)));
    }
  }

  /** By how many times too much was spent. */
  private void adjust(double excess) {
    double scaled = oneIn * Math.max(MOST_DOWN, Math.min(MOST_UP, excess));
    oneIn = Math.max(1, Math.min(MOST, scaled));
  }
}
