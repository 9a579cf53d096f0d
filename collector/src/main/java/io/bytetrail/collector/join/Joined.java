package io.bytetrail.collector.join;

import io.bytetrail.collector.probe.KernelSnapshot;
import java.util.List;

/**
 * All that was counted, both sides over the same span. Immutable.
 *
 * @param lanes every lane of the service with anything counted
 * @param kernel the kernel's side, for what lies outside lanes
 * @param before what the service had moved before counting began
 * @param uncounted what it moved while no probe was counting
 * @param nanos from the first count to the last
 */
public record Joined(
    List<LaneFacts> lanes, KernelSnapshot kernel, Traffic before, Traffic uncounted, long nanos) {
  public Joined {
    lanes = List.copyOf(lanes);
  }
}
