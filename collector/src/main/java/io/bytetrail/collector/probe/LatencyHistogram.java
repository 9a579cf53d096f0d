package io.bytetrail.collector.probe;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * How long the block requests of a lane took, from submission to completion: log-linear buckets as
 * HdrHistogram has them, filled by the kernel. Immutable.
 *
 * <p>A bucket is 1/16 of a power of two wide, so that a quantile is known within 6.25 %, and never
 * closer than 64 ns. The longest is known exactly. See {@code struct bt_latency} in {@code
 * native/records.h}.
 */
public final class LatencyHistogram {
  /** Buckets of a histogram. */
  public static final int BUCKETS = 416;

  public static final LatencyHistogram EMPTY = new LatencyHistogram(new long[BUCKETS], 0, 0, 0);

  private static final int UNIT_SHIFT = 6;
  private static final int STEPS_SHIFT = 4;
  private static final int STEPS = 1 << STEPS_SHIFT;

  private final long[] counts;
  private final long nanos;
  private final long mostNanos;
  private final long mostDirectInFlight;

  /** Keeps the array: the caller lets go of it. */
  LatencyHistogram(long[] counts, long nanos, long mostNanos, long mostDirectInFlight) {
    this.counts = counts;
    this.nanos = nanos;
    this.mostNanos = mostNanos;
    this.mostDirectInFlight = mostDirectInFlight;
  }

  /** Requests that completed. */
  public long requests() {
    return Arrays.stream(counts).sum();
  }

  /** The time of all of them, summed. */
  public long nanos() {
    return nanos;
  }

  /** The time of the longest; 0 when there was none. */
  public long mostNanos() {
    return mostNanos;
  }

  /** The most direct requests of the lane that were on their way at once. */
  public long mostDirectInFlight() {
    return mostDirectInFlight;
  }

  /** Requests in one bucket, from 0 to {@link #BUCKETS} - 1. */
  public long count(int bucket) {
    return counts[bucket];
  }

  /** The shortest time that a bucket holds; the last bucket holds all that is longer as well. */
  public static long startNanos(int bucket) {
    int shift = bucket < 2 * STEPS ? 0 : bucket / STEPS - 1;
    return (long) (bucket - shift * STEPS) << (shift + UNIT_SHIFT);
  }

  /**
   * The time within which this share of the requests completed: the middle of the bucket in which
   * the last of them lies, and never more than the longest. 0 when there were none.
   *
   * @param quantile above 0, up to 1
   */
  public long quantileNanos(double quantile) {
    long wanted = Math.max(1, (long) Math.ceil(quantile * requests()));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        long middle = i == BUCKETS - 1 ? startNanos(i) : (startNanos(i) + startNanos(i + 1)) / 2;
        return Math.min(middle, mostNanos);
      }
    }
    return 0;
  }

  /** The requests of both. */
  public LatencyHistogram plus(LatencyHistogram other) {
    long[] sum = counts.clone();
    for (int i = 0; i < BUCKETS; i++) {
      sum[i] += other.counts[i];
    }
    return new LatencyHistogram(
        sum,
        nanos + other.nanos,
        Math.max(mostNanos, other.mostNanos),
        Math.max(mostDirectInFlight, other.mostDirectInFlight));
  }

  /**
   * A share of it. The cut goes through the requests in the order of their times, so that shares
   * add up to the whole.
   */
  LatencyHistogram map(LongUnaryOperator cut) {
    long[] cutCounts = new long[BUCKETS];
    long before = 0;
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts[i];
      long upTo = cut.applyAsLong(total);
      cutCounts[i] = upTo - before;
      before = upTo;
    }
    return new LatencyHistogram(cutCounts, cut.applyAsLong(nanos), mostNanos, mostDirectInFlight);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyHistogram that
        && Arrays.equals(counts, that.counts)
        && nanos == that.nanos
        && mostNanos == that.mostNanos
        && mostDirectInFlight == that.mostDirectInFlight;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "LatencyHistogram{requests=" + requests() + " longest=" + mostNanos + " ns}";
  }
}
