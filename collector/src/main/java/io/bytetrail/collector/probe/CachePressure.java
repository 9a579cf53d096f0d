package io.bytetrail.collector.probe;

import java.util.List;

/**
 * What the page cache had to give up, and what it holds. Immutable.
 *
 * @param evictions each pair of evictor and victim once, cumulative
 * @param residencies each lane at most once, as of now
 */
public record CachePressure(
    List<ProbeRecord.Eviction> evictions, List<ProbeRecord.Residency> residencies) {
  public static final CachePressure NONE = new CachePressure(List.of(), List.of());

  public CachePressure {
    evictions = List.copyOf(evictions);
    residencies = List.copyOf(residencies);
  }

  /** The evictions of two probes, one after the other; what is resident is what the later saw. */
  CachePressure plus(CachePressure later) {
    return new CachePressure(
        KernelSnapshot.merge(
            evictions, later.evictions, CachePressure::parties, ProbeRecord.Eviction::plus),
        later.residencies.isEmpty() ? residencies : later.residencies);
  }

  private static Object parties(ProbeRecord.Eviction eviction) {
    return List.of(
        eviction.evictor(),
        eviction.evictorPid(),
        eviction.evictorLane(),
        eviction.victim(),
        eviction.victimPid(),
        eviction.victimLane(),
        eviction.device(),
        eviction.inode());
  }
}
