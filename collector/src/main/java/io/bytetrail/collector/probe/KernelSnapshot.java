package io.bytetrail.collector.probe;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The kernel's counts of one process at one moment, cumulative since it was tracked. Immutable.
 *
 * @param lanes what each lane counted; lane 0 is everything outside lanes
 * @param outside files read outside every lane
 * @param systemCalls verify mode only
 * @param pressure what left the page cache for whom, and what is in it
 * @param devices what block devices were given to write, by anybody
 * @param programs every program with its cost so far
 * @param dma devices that memory was mapped for, whoever for
 * @param cost how much of the time the programs' run times are of, and what was put away
 * @param end what could not be counted
 */
public record KernelSnapshot(
    Map<Integer, KernelCounts> lanes,
    List<ProbeRecord.Outside> outside,
    List<ProbeRecord.SystemCall> systemCalls,
    CachePressure pressure,
    List<ProbeRecord.DeviceWrites> devices,
    List<ProbeRecord.Program> programs,
    List<ProbeRecord.Dma> dma,
    ProbeRecord.Cost cost,
    ProbeRecord.End end) {

  public static final KernelSnapshot EMPTY =
      new KernelSnapshot(
          Map.of(),
          List.of(),
          List.of(),
          CachePressure.NONE,
          List.of(),
          List.of(),
          List.of(),
          ProbeRecord.Cost.NONE,
          ProbeRecord.End.NONE);

  public KernelSnapshot {
    lanes = Map.copyOf(lanes);
    outside = List.copyOf(outside);
    systemCalls = List.copyOf(systemCalls);
    devices = List.copyOf(devices);
    programs = List.copyOf(programs);
    dma = List.copyOf(dma);
  }

  /** What one lane counted; {@link KernelCounts#NONE} where the kernel saw nothing. */
  public KernelCounts lane(int lane) {
    return lanes.getOrDefault(lane, KernelCounts.NONE);
  }

  /** The counts of two probes, one after the other, as if it had been one. */
  public KernelSnapshot plus(KernelSnapshot later) {
    Map<Integer, KernelCounts> sum = new HashMap<>(lanes);
    later.lanes.forEach((lane, counts) -> sum.merge(lane, counts, KernelCounts::plus));
    return new KernelSnapshot(
        sum,
        merge(
            outside, later.outside, o -> List.of(o.device(), o.inode()), ProbeRecord.Outside::plus),
        merge(
            systemCalls,
            later.systemCalls,
            c -> List.of(c.lane(), c.number()),
            ProbeRecord.SystemCall::plus),
        pressure.plus(later.pressure),
        merge(
            devices,
            later.devices,
            ProbeRecord.DeviceWrites::device,
            ProbeRecord.DeviceWrites::plus),
        merge(programs, later.programs, ProbeRecord.Program::name, ProbeRecord.Program::plus),
        merge(dma, later.dma, ProbeRecord.Dma::device, ProbeRecord.Dma::plus),
        cost.plus(later.cost),
        end.plus(later.end));
  }

  static <T> List<T> merge(
      List<T> earlier, List<T> later, Function<T, Object> key, BinaryOperator<T> sum) {
    Map<Object, T> merged = new LinkedHashMap<>();
    earlier.forEach(each -> merged.merge(key.apply(each), each, sum));
    later.forEach(each -> merged.merge(key.apply(each), each, sum));
    return List.copyOf(merged.values());
  }
}
