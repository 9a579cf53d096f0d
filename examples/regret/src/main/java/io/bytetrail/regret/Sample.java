package io.bytetrail.regret;

import io.bytetrail.collector.calibration.CellCost;

/**
 * One run of a strategy in a cell, for each GiB.
 *
 * @param cpu CPU seconds of the server
 * @param clientCpu CPU seconds of the clients
 * @param wall elapsed seconds
 * @param deviceShare bytes read from the device for each byte sent
 */
record Sample(double cpu, double clientCpu, double wall, double deviceShare) {
  /** What strategies are ranked by, the same as in advice. */
  double cost() {
    return CellCost.cost(cpu, wall, deviceShare);
  }
}
