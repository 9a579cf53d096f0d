package io.bytetrail.collector.path;

import io.bytetrail.collector.report.DeviceSample;
import io.bytetrail.ledger.LaneSamples;
import java.util.List;

/**
 * What a lane's calls had of the device, estimated from those that were chosen at random.
 *
 * <p>Call i had y<sub>i</sub> bytes and was chosen with probability 1/N<sub>i</sub>, independently
 * of the others. The estimate is that of Horvitz and Thompson ("A generalization of sampling
 * without replacement from a finite universe", 1952), the sum of N y over the chosen ones; its
 * variance is estimated without bias by the sum of N (N - 1) y&sup2;. Nothing of it is proportional
 * to the bytes that a call returns: with read-ahead, one call in thirty-two fetches for all of
 * them, so an estimate by ratio to those would gain nothing.
 *
 * <p>Such a sum has a long tail, and a normal interval of few calls that fetched anything misses
 * it. So the part that was not seen, (N - 1) y, has the interval for weighted sums of Poisson
 * counts by Fay and Feuer ("Confidence intervals for directly standardized rates: a method based on
 * the gamma distribution", Statistics in Medicine 16, 1997): from the gamma quantile with that mean
 * and variance, up to the one with one more event of the largest weight there can be. Without any
 * event that comes to 3.69 of these, the exact bound for nothing seen. What was seen is certain,
 * and so is the process's total: the interval is cut there.
 *
 * <p>The largest weight is that of a call which asked for the most and had as much read ahead as
 * Linux does unless told otherwise, or of the largest that was seen.
 */
final class SampledReads {
  private static final double CONFIDENCE = 0.95;
  private static final double TAIL = (1 - CONFIDENCE) / 2;
  private static final long READ_AHEAD = 128 << 10;
  private static final long PAGE = 4096;

  private SampledReads() {}

  /**
   * The estimate.
   *
   * @param most what the whole process was given by devices; 0 when that is not known
   */
  static DeviceSample of(LaneSamples samples, long most) {
    if (samples.calls() == 0) {
      return DeviceSample.NONE;
    }
    long seen = samples.deviceReadBytes();
    double unseen = samples.unseenReadBytes();
    double variance = samples.squares();
    double oneIn = samples.oneIn();
    long largest =
        Math.max(samples.largestReadBytes(), samples.largestCallBytes() + READ_AHEAD + PAGE);
    double weight = Math.sqrt(oneIn * (oneIn - 1)) * largest;
    double lot = samples.lotReadBytes();
    double low = lot;
    if (lot > 0 && variance > 0) {
      // N on average; where it is 1 all were seen, and these have no part in it.
      double all = lot + unseen;
      double poisson = variance * all / Math.max(unseen, 1);
      low = Math.max(lot, GammaDistribution.quantile(TAIL, all * all / poisson, poisson / all));
    }
    double high = 0;
    if (weight > 0) {
      double mean = unseen + weight;
      double spread = variance + weight * weight;
      high = GammaDistribution.quantile(1 - TAIL, mean * mean / spread, spread / mean);
    }
    long from = seen - samples.lotReadBytes() + (long) low;
    long to = seen + (long) Math.ceil(high);
    if (most > 0) {
      to = Math.max(seen, Math.min(to, most));
      from = Math.min(from, to);
    }
    long estimate = Math.max(from, Math.min(to, seen + samples.unseenReadBytes()));
    return new DeviceSample(
        samples.calls(), samples.oneIn(), estimate, List.of(from, to), CONFIDENCE);
  }
}
