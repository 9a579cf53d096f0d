package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Egress;

/**
 * What is asked of a technique.
 *
 * @param size bytes of a transfer, more than 0
 * @param hitShare of the bytes, resident before they are asked for, 0 to 1
 * @param pressure whether each page brought in evicts another
 * @param clients transfers under way at once, 1 or more
 */
public record Workload(
    double size, double hitShare, boolean pressure, double clients, Egress egress) {
  /** The same with another share of hits. */
  public Workload withHitShare(double share) {
    return new Workload(size, share, pressure, clients, egress);
  }

  /** The same with another concurrency. */
  public Workload withClients(double count) {
    return new Workload(size, hitShare, pressure, count, egress);
  }
}
