package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Way;
import java.util.List;

/**
 * What a way would save against the present one, in seconds a GiB.
 *
 * @param cost of the way, as strategies are ranked
 * @param saved of that cost
 * @param error standard error of {@code saved}
 * @param cpu CPU seconds of the way
 * @param cpuSaved CPU seconds
 * @param wallSaved elapsed seconds
 */
record Prospect(
    Way way,
    double cost,
    double saved,
    double error,
    double cpu,
    double cpuSaved,
    double wallSaved) {
  /** Share of normally distributed values inside the interval. */
  static final double CONFIDENCE = 0.8;

  /** Standard deviations to either side that hold them. */
  private static final double WIDTH = 1.2816;

  double low() {
    return saved - WIDTH * error;
  }

  /** Around the saving of CPU time, with the error of the cost. */
  List<Double> cpuInterval() {
    return List.of(cpuSaved - WIDTH * error, cpuSaved + WIDTH * error);
  }

  List<Double> wallInterval() {
    return List.of(wallSaved - WIDTH * error, wallSaved + WIDTH * error);
  }
}
