package io.bytetrail.collector.advice;

import static io.bytetrail.collector.cost.CrossValidation.WIDTH;

import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.cost.Saving;
import java.util.List;

/**
 * What a way would save against the present one, in seconds a GiB.
 *
 * <p>Intervals hold four in five of true values: 1.2816 standard deviations to either side, where
 * the model's own error, widened as its cross-validation says, and what is not known of the
 * workload add up as independent errors do.
 *
 * @param charge what others pay for the pages that the way takes from them
 * @param chargeSaved of that
 */
record Prospect(Way way, Saving saving, double charge, double chargeSaved) {
  /** Share of true values inside the intervals. */
  static final double CONFIDENCE = 0.8;

  /** Standard deviations below which one in five values of a normal distribution lie. */
  private static final double ONE_SIDED = 0.8416;

  /** As strategies are ranked. */
  double cost() {
    return saving.cost() + charge;
  }

  double saved() {
    return saving.saved() + chargeSaved;
  }

  double cpu() {
    return saving.cpu();
  }

  double cpuSaved() {
    return saving.cpuSaved();
  }

  double wallSaved() {
    return saving.wallSaved();
  }

  /** What is saved at least, in four of five cases. */
  double low() {
    return saved() - ONE_SIDED * deviation();
  }

  /** Half of the interval around {@link #saved}. */
  double half() {
    return WIDTH * deviation();
  }

  private double deviation() {
    return Math.hypot(saving.error(), saving.spread());
  }

  List<Double> cpuInterval() {
    double half = WIDTH * Math.hypot(saving.cpuError(), saving.cpuSpread());
    return List.of(cpuSaved() - half, cpuSaved() + half);
  }

  List<Double> wallInterval() {
    double half = WIDTH * saving.wallError();
    return List.of(wallSaved() - half, wallSaved() + half);
  }
}
