package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.CellCost;

/**
 * What a GiB costs by a technique.
 *
 * @param cpu CPU seconds of the sending process
 * @param wall elapsed seconds
 * @param deviceShare bytes read from the device for each byte sent
 */
public record Estimate(double cpu, double wall, double deviceShare) {
  /** What strategies are ranked by, in s/GiB: {@link CellCost#cost}. */
  public double cost() {
    return CellCost.cost(cpu, wall, deviceShare);
  }

  /** How much of a change of {@code wall} becomes one of the cost; the rest is of {@code cpu}. */
  double waiting() {
    return wall > cpu ? Math.min(1, Math.max(0, deviceShare)) : 0;
  }
}
