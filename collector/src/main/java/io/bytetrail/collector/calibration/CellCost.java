package io.bytetrail.collector.calibration;

/**
 * What a cell was measured to cost, for each GiB (2^30 bytes) that was sent.
 *
 * @param cpu CPU seconds, user and system, of the sending process without its compiler threads
 * @param receiverCpu CPU seconds of the receiving threads, which are in another process. Over
 *     loopback and {@code veth} the kernel does the receiver's protocol work in the sender's
 *     thread: that part is in {@code cpu}
 * @param wall seconds, all clients at work at once
 * @param deviceShare bytes read from the device for each byte sent
 */
public record CellCost(Cell cell, Figure cpu, Figure receiverCpu, Figure wall, double deviceShare) {

  /**
   * Seconds that a GiB costs the service: what strategies are ranked by, in advice and in its
   * proof.
   *
   * <p>It is the CPU time of the serving process. Where its bytes come from the device, it is the
   * elapsed time if that is more, for then the device is what the service waits for; where some of
   * them do, so much of the difference counts:
   *
   * <pre>
   *   cost = cpu + min(1, deviceShare) × max(0, wall − cpu)      [s/GiB]
   * </pre>
   *
   * <p>The receiver's CPU time is not in it: it is another host's, or another service's.
   *
   * @param cpu CPU seconds a GiB
   * @param wall elapsed seconds a GiB
   * @param deviceShare bytes read from the device for each byte sent
   */
  public static double cost(double cpu, double wall, double deviceShare) {
    return cpu + Math.min(1, Math.max(0, deviceShare)) * Math.max(0, wall - cpu);
  }
}
