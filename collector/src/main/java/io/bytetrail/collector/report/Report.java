package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Everything known of one service since the kernel began to count. Immutable; the JSON report is
 * this record, field by field.
 *
 * @param schema version of the JSON; raised when a field changes its meaning
 * @param service name of the service
 * @param pid process id of the JVM
 * @param jvm version of the JVM
 * @param durationNanos from the first count to this report; 0 when that is not known
 * @param evidence which rung the figures stand on, and what is missing
 * @param overhead what the watching cost
 * @param routes most bytes first
 * @param outside files read outside every lane, most bytes first
 * @param evictions who took how much of the page cache from whom, most bytes first
 * @param deviceWrites what the block devices that hold its files were given to write
 * @param history what was done over time
 * @param instances the JVMs it is about, when it is about several; else empty
 */
public record Report(
    int schema,
    String service,
    long pid,
    String jvm,
    long durationNanos,
    Evidence evidence,
    Overhead overhead,
    List<Route> routes,
    List<OutsideFile> outside,
    List<Eviction> evictions,
    List<DeviceWrites> deviceWrites,
    History history,
    List<Instance> instances) {
  public static final int SCHEMA = 1;

  public Report {
    // Reports of an older build have none.
    evictions = List.copyOf(Objects.requireNonNullElse(evictions, List.of()));
    deviceWrites = List.copyOf(Objects.requireNonNullElse(deviceWrites, List.of()));
    history = Objects.requireNonNullElse(history, History.NONE);
    instances = List.copyOf(Objects.requireNonNullElse(instances, List.of()));
  }

  /** A report on one JVM, without its past. */
  public Report(
      int schema,
      String service,
      long pid,
      String jvm,
      long durationNanos,
      Evidence evidence,
      Overhead overhead,
      List<Route> routes,
      List<OutsideFile> outside) {
    this(
        schema,
        service,
        pid,
        jvm,
        durationNanos,
        evidence,
        overhead,
        routes,
        outside,
        List.of(),
        List.of(),
        History.NONE,
        List.of());
  }

  /** The same with this past. */
  public Report with(History past) {
    return new Report(
        schema,
        service,
        pid,
        jvm,
        durationNanos,
        evidence,
        overhead,
        routes,
        outside,
        evictions,
        deviceWrites,
        past,
        instances);
  }

  /** The same with this evidence. */
  public Report with(Evidence other) {
    return new Report(
        schema,
        service,
        pid,
        jvm,
        durationNanos,
        other,
        overhead,
        routes,
        outside,
        evictions,
        deviceWrites,
        history,
        instances);
  }

  /** The same with these evictions. */
  public Report withEvictions(List<Eviction> others) {
    return new Report(
        schema,
        service,
        pid,
        jvm,
        durationNanos,
        evidence,
        overhead,
        routes,
        outside,
        others,
        deviceWrites,
        history,
        instances);
  }

  /** The same with these writes of devices. */
  public Report withDeviceWrites(List<DeviceWrites> others) {
    return new Report(
        schema,
        service,
        pid,
        jvm,
        durationNanos,
        evidence,
        overhead,
        routes,
        outside,
        evictions,
        others,
        history,
        instances);
  }

  /** The same with these routes. */
  public Report withRoutes(List<Route> others) {
    return new Report(
        schema,
        service,
        pid,
        jvm,
        durationNanos,
        evidence,
        overhead,
        others,
        outside,
        evictions,
        deviceWrites,
        history,
        instances);
  }

  /**
   * Which rung the figures stand on, and what is missing.
   *
   * @param rung {@code kernel}, {@code accounted} or {@code modelled}
   * @param mode {@code always-on} or {@code verify}
   * @param missing why a rung or a probe is absent, a sentence each
   * @param dropped counts that were lost, in events
   * @param suppressed errors inside the hooks that the application never saw
   * @param explainedReadBytes bytes read from files inside lanes
   * @param processReadBytes bytes the whole process read from files, lanes included; what it only
   *     touched in mappings, like the code of its libraries, is not in it
   */
  public record Evidence(
      String rung,
      String mode,
      List<String> missing,
      long dropped,
      long suppressed,
      long explainedReadBytes,
      long processReadBytes) {
    /** The same with one more sentence on what is missing. */
    public Evidence plusMissing(String sentence) {
      List<String> more = new ArrayList<>(missing);
      more.add(sentence);
      return new Evidence(
          rung, mode, List.copyOf(more), dropped, suppressed, explainedReadBytes, processReadBytes);
    }
  }

  /**
   * What the watching cost, in nanoseconds of CPU.
   *
   * @param kernelNanos in the eBPF programs
   * @param agentNanos in the hooks
   * @param collectorCpuNanos in the collector's threads and the probe process
   * @param kernelEvidence how {@code kernelNanos} is known
   * @param agentEvidence how {@code agentNanos} is known
   * @param samplingNanos of the hooks' time, what sampling of {@code /proc} took, by the clock
   * @param kernel where {@code kernelNanos} is from
   */
  public record Overhead(
      long kernelNanos,
      long agentNanos,
      long collectorCpuNanos,
      EvidenceKind kernelEvidence,
      EvidenceKind agentEvidence,
      long samplingNanos,
      ProgramCosts kernel) {
    public Overhead {
      kernel = kernel == null ? ProgramCosts.NONE : kernel;
    }

    /** Of programs that nobody has measured. */
    public Overhead(
        long kernelNanos,
        long agentNanos,
        long collectorCpuNanos,
        EvidenceKind kernelEvidence,
        EvidenceKind agentEvidence) {
      this(
          kernelNanos,
          agentNanos,
          collectorCpuNanos,
          kernelEvidence,
          agentEvidence,
          0,
          ProgramCosts.NONE);
    }
  }

  /**
   * A file read outside every lane: by native code, the class loader or the JVM itself.
   *
   * @param name last component of its path
   * @param device the block device under it
   * @param bytes bytes read
   */
  public record OutsideFile(String name, String device, long bytes) {}
}
