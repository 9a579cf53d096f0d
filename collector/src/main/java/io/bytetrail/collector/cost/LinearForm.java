package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A weighted sum of values of one surface. Its variance is, to first order, that of the logarithms:
 * Σᵢⱼ gᵢ gⱼ cov(i, j), with g = weight × value.
 */
final class LinearForm {
  private final Map<Cell, Double> gradient = new LinkedHashMap<>();
  private Surface surface;

  void add(Surface of, Cell cell, double weight) {
    surface = of;
    if (weight != 0) {
      gradient.merge(cell, weight * of.at(cell).value(), Double::sum);
    }
  }

  double variance() {
    double sum = 0;
    for (Map.Entry<Cell, Double> one : gradient.entrySet()) {
      for (Map.Entry<Cell, Double> other : gradient.entrySet()) {
        double covariance = surface.covariance(one.getKey(), other.getKey());
        sum += one.getValue() * other.getValue() * covariance;
      }
    }
    return Math.max(0, sum);
  }
}
