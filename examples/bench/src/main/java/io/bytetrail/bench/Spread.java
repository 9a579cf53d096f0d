package io.bytetrail.bench;

import java.util.Arrays;
import java.util.Collection;

/** Median and extremes of some samples. */
record Spread(double median, double min, double max) {
  /** Of at least one sample. */
  static Spread of(Collection<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  static double median(Collection<Double> samples) {
    return of(samples).median();
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
