package io.bytetrail.collector.calibration;

import java.util.Arrays;
import java.util.Collection;

/**
 * A measured quantity and its spread.
 *
 * @param median of the samples
 * @param low the smallest sample
 * @param high the largest one
 * @param deviation median absolute deviation from the median, times 1.4826: the standard deviation
 *     of a normal distribution, which outliers leave alone
 * @param samples how many
 */
public record Figure(double median, double low, double high, double deviation, int samples) {
  private static final double TO_STANDARD_DEVIATION = 1.4826;

  /** What one or two samples may be off by, as a share: they have no spread of their own. */
  private static final double FEW_SAMPLES_ERROR = 0.1;

  private static final int FEW = 2;

  /** Of at least one sample. */
  public static Figure of(Collection<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double median = median(sorted);
    double[] away = Arrays.stream(sorted).map(x -> Math.abs(x - median)).sorted().toArray();
    return new Figure(
        median,
        sorted[0],
        sorted[sorted.length - 1],
        TO_STANDARD_DEVIATION * median(away),
        sorted.length);
  }

  /** Standard error of the median as a share of it; 0 where the median is 0. */
  public double relativeError() {
    if (median == 0) {
      return 0;
    }
    // The median of normal samples has 1.25 times the error of their mean.
    double own = samples == 0 ? 1 : 1.25 * deviation / Math.sqrt(samples) / Math.abs(median);
    return samples <= FEW ? Math.max(own, FEW_SAMPLES_ERROR) : own;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
