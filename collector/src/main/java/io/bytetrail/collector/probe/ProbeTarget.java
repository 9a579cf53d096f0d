package io.bytetrail.collector.probe;

/**
 * The process whose lanes the probe follows.
 *
 * @param pid its id in the probe's pid namespace
 * @param slots how many thread slots it has
 * @param slotAddress where slot 0 lies in its memory
 */
public record ProbeTarget(int pid, int slots, long slotAddress) {}
