package io.bytetrail.collector.cost;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * A positive quantity over file sizes: straight between its points when both axes are logarithmic,
 * level outside them.
 */
final class Curve {
  private final NavigableMap<Double, Double> points = new TreeMap<>();

  void put(double size, double value) {
    points.put(size, Math.max(value, 1e-9));
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  NavigableMap<Double, Double> points() {
    return points;
  }

  /** The value at a size. */
  double at(double size) {
    Map.Entry<Double, Double> below = points.floorEntry(size);
    Map.Entry<Double, Double> above = points.ceilingEntry(size);
    if (below == null) {
      return above.getValue();
    }
    if (above == null || above.getKey().equals(below.getKey())) {
      return below.getValue();
    }
    double share = Math.log(size / below.getKey()) / Math.log(above.getKey() / below.getKey());
    return Math.exp((1 - share) * Math.log(below.getValue()) + share * Math.log(above.getValue()));
  }

  /** Of two curves, at the sizes that this one has. */
  Curve combine(Curve other, DoubleBinaryOperator how) {
    Curve result = new Curve();
    points.forEach((size, value) -> result.put(size, how.applyAsDouble(value, other.at(size))));
    return result;
  }

  /** The same without one point. */
  Curve without(double size) {
    Curve rest = new Curve();
    rest.points.putAll(points);
    rest.points.remove(size);
    return rest;
  }
}
