package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.CellCost;

/**
 * What a GiB costs by a technique.
 *
 * @param cpu CPU seconds of the sending process
 * @param wall elapsed seconds
 * @param deviceShare bytes read from the device for each byte sent
 * @param relativeError standard error of the cost as a share of it, from the calibration's spread
 */
public record Estimate(double cpu, double wall, double deviceShare, double relativeError) {
  /** What strategies are ranked by, in s/GiB: {@link CellCost#cost}. */
  public double cost() {
    return CellCost.cost(cpu, wall, deviceShare);
  }

  /** So much of this and so much less of the other. */
  Estimate mix(double share, Estimate other) {
    return new Estimate(
        share * cpu + (1 - share) * other.cpu,
        share * wall + (1 - share) * other.wall,
        share * deviceShare + (1 - share) * other.deviceShare,
        Math.max(share > 0 ? relativeError : 0, share < 1 ? other.relativeError : 0));
  }

  /** The same with more CPU time, which also passes. */
  Estimate plus(double cpuMore) {
    double more = Math.max(cpuMore, -0.7 * cpu);
    return new Estimate(cpu + more, Math.max(0, wall + more), deviceShare, relativeError);
  }
}
