package io.bytetrail.collector.outcome;

import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Advice.Prediction;
import io.bytetrail.collector.report.Route;
import java.util.List;
import java.util.Objects;

/**
 * What was advised for a route as it was then.
 *
 * @param site where it opened the file
 * @param sizeClass of its files
 * @param target where the bytes went
 * @param strategy how they were moved
 * @param operations by which operations
 * @param jvm version of the JVM
 * @param firstMillis when it was first advised without another way in between, since the epoch
 * @param millis when it was last advised
 * @param advised the strategy advised
 * @param saved CPU seconds a GiB that it was predicted to save; 0 when nothing better was known
 * @param interval lower and upper bound of that
 * @param cost CPU seconds a GiB of the way it was
 * @param error relative half-width of such a cost's interval, at the same confidence
 */
record Entry(
    String site,
    String sizeClass,
    String target,
    String strategy,
    List<String> operations,
    String jvm,
    long firstMillis,
    long millis,
    String advised,
    double saved,
    List<Double> interval,
    double cost,
    double error) {
  Entry {
    Objects.requireNonNull(site);
    Objects.requireNonNull(sizeClass);
    Objects.requireNonNull(target);
    Objects.requireNonNull(strategy);
    operations = List.copyOf(operations);
    interval = List.copyOf(interval);
    if (interval.size() != 2) {
      throw new IllegalArgumentException("an interval has two bounds");
    }
  }

  /** Of a route whose cost is known; null for another. */
  static Entry of(Route route, String jvm, long millis) {
    Advice advice = route.advice();
    Prediction predicted = advice.prediction();
    if (!route.hasFile() || predicted.cpuPerGiB() <= 0 || advice.interval().size() != 2) {
      return null;
    }
    return new Entry(
        route.site(),
        route.sizeClass(),
        route.target(),
        route.strategy(),
        route.operations(),
        jvm,
        millis,
        millis,
        advice.strategy(),
        advice.cpuSavedPerGiB(),
        advice.interval(),
        predicted.cpuPerGiB(),
        error(predicted));
  }

  /**
   * The error of a difference is made of those of both costs, which are independent and of the same
   * relative size: what gives this half-width is its own over the root of the sum of squares.
   */
  private static double error(Prediction predicted) {
    double costs = Math.hypot(predicted.cpuPerGiB(), predicted.comparedCpuPerGiB());
    return predicted.interval().size() != 2 || costs == 0
        ? 0
        : (predicted.interval().get(1) - predicted.interval().get(0)) / 2 / costs;
  }

  /** {@code com.acme.Download.send}: what stays when lines move. */
  String method() {
    int bracket = site.indexOf('(');
    return bracket < 0 ? site : site.substring(0, bracket);
  }

  /** Whether both are about the same method, files and target. */
  boolean isSamePlace(Entry other) {
    return method().equals(other.method())
        && sizeClass.equals(other.sizeClass)
        && target.equals(other.target);
  }

  /** Whether both move the bytes the same way. */
  boolean isSameWay(Entry other) {
    return strategy.equals(other.strategy) && operations.equals(other.operations);
  }

  /** Whether both ways were used in the same runs: neither came after the other. */
  boolean isBeside(Entry other) {
    return firstMillis <= other.millis && other.firstMillis <= millis;
  }

  Entry since(long first) {
    return new Entry(
        site,
        sizeClass,
        target,
        strategy,
        operations,
        jvm,
        first,
        millis,
        advised,
        saved,
        interval,
        cost,
        error);
  }
}
