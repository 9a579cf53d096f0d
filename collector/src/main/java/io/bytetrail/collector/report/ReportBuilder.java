package io.bytetrail.collector.report;

import io.bytetrail.collector.advice.Adviser;
import io.bytetrail.collector.calibration.Profiles;
import io.bytetrail.collector.join.Joined;
import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.join.Traffic;
import io.bytetrail.collector.path.Devices;
import io.bytetrail.collector.path.Routed;
import io.bytetrail.collector.path.Routes;
import io.bytetrail.collector.path.Rung;
import io.bytetrail.collector.path.Setting;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.collector.report.Report.OutsideFile;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Endpoint;
import io.bytetrail.ledger.Operation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts a report together. Not thread-safe. */
public final class ReportBuilder {
  private final Devices devices = new Devices();
  private final Routes routes = new Routes(devices);
  private final String profile;
  private Adviser adviser;

  /** With the profiles in the usual place. */
  public ReportBuilder() {
    this("");
  }

  /**
   * With other profiles.
   *
   * @param profile a file or a directory to give advice from; empty for the usual place
   */
  public ReportBuilder(String profile) {
    this.profile = profile;
  }

  /**
   * What a report is made of besides the joined counts.
   *
   * @param missing why a rung or probe is absent, a sentence each
   * @param processReadBytes accounted rung: bytes the process read in all; else 0
   * @param collectorCpuNanos CPU time of the collector and the probe process
   */
  public record Circumstances(
      Setting setting, List<String> missing, long processReadBytes, long collectorCpuNanos) {}

  /** The report at this moment. */
  public Report build(LedgerSnapshot ledger, Joined joined, Circumstances around) {
    Setting setting = around.setting().without(shed(joined));
    Report.Overhead overhead =
        OverheadModel.of(joined, setting, around.collectorCpuNanos(), ledger.samplingNanos());
    long explained = explainedReadBytes(joined.lanes());
    Routed routed =
        routes.of(
            joined.lanes(), setting, joined.kernel().pressure(), ledger.pid(), dmaDevices(joined));
    return new Report(
            Report.SCHEMA,
            ledger.service(),
            ledger.pid(),
            ledger.jvmVersion(),
            joined.nanos(),
            new Report.Evidence(
                setting.rung().label(),
                setting.verify() ? "verify" : "always-on",
                missing(ledger, joined, around.missing(), overhead.kernel()),
                dropped(joined),
                ledger.suppressed(),
                explained,
                processReadBytes(ledger, joined, around, explained)),
            overhead,
            adviser()
                .advise(routed.routes(), routed.evictions(), setting.javaFeature(), joined.nanos()),
            outside(joined))
        .withEvictions(routed.evictions())
        .withDeviceWrites(deviceWrites(joined));
  }

  /** Of the devices that got something from the service. */
  private List<DeviceWrites> deviceWrites(Joined joined) {
    return joined.kernel().devices().stream()
        .filter(device -> device.laneBytes() > 0)
        .map(
            device ->
                new DeviceWrites(
                    devices.nameOf(device.device()),
                    device.requests(),
                    device.laneBytes(),
                    device.otherBytes(),
                    device.directBytes(),
                    device.metadataBytes(),
                    device.journalBytes(),
                    device.unknownBytes()))
        .sorted(Comparator.comparing(DeviceWrites::routeBytes).reversed())
        .toList();
  }

  private static Set<ProbeRecord.Part> shed(Joined joined) {
    Set<ProbeRecord.Part> shed = EnumSet.noneOf(ProbeRecord.Part.class);
    for (ProbeRecord.Part part : ProbeRecord.Part.values()) {
      if (joined.kernel().cost().shed(part).times() > 0) {
        shed.add(part);
      }
    }
    return shed;
  }

  private static Set<String> dmaDevices(Joined joined) {
    Set<String> names = new HashSet<>();
    joined.kernel().dma().forEach(device -> names.add(device.device()));
    return names;
  }

  /** Profiles are read when the first report is made, not while an application starts. */
  private Adviser adviser() {
    if (adviser == null) {
      adviser = new Adviser(Profiles.load(profile));
    }
    return adviser;
  }

  private static long explainedReadBytes(List<LaneFacts> lanes) {
    return lanes.stream().filter(ReportBuilder::takesFromFile).mapToLong(LaneFacts::bytes).sum();
  }

  private static boolean takesFromFile(LaneFacts lane) {
    Operation operation = lane.operation();
    return switch (operation.kind()) {
      case READ -> operation.endpoint() == Endpoint.FILE;
      case TRANSFER -> true;
      case WRITE -> operation.buffer() == Operation.Buffer.MAPPED;
      case MAP, OTHER -> false;
    };
  }

  private static long processReadBytes(
      LedgerSnapshot ledger, Joined joined, Circumstances around, long explained) {
    if (around.setting().rung() != Rung.KERNEL) {
      long calls =
          around.processReadBytes() - ledger.samplingReadBytes() - otherReadBytes(joined.lanes());
      return Math.max(explained, calls + mappedBytes(joined.lanes()));
    }
    KernelCounts outside = joined.kernel().lane(LedgerDescriptor.LANE_NONE);
    KernelCounts other = joined.kernel().lane(LedgerDescriptor.LANE_OTHER);
    return explained
        + outside.get(KernelCounter.LOOKUP_BYTES)
        + outside.get(KernelCounter.DIRECT_READ_SUBMITTED_BYTES)
        + other.get(KernelCounter.LOOKUP_BYTES)
        + other.get(KernelCounter.DIRECT_READ_SUBMITTED_BYTES);
  }

  /** Passed on from a mapping: no read call of the process has them in its result. */
  private static long mappedBytes(List<LaneFacts> lanes) {
    return lanes.stream()
        .filter(lane -> lane.operation().kind() == Kind.WRITE)
        .filter(ReportBuilder::takesFromFile)
        .mapToLong(LaneFacts::bytes)
        .sum();
  }

  /** From sockets and pipes: the same calls of the process as for files. */
  private static long otherReadBytes(List<LaneFacts> lanes) {
    return lanes.stream()
        .filter(lane -> lane.operation().kind() == Kind.READ)
        .filter(lane -> lane.operation().endpoint() != Endpoint.FILE)
        .mapToLong(LaneFacts::bytes)
        .sum();
  }

  private static long dropped(Joined joined) {
    ProbeRecord.End end = joined.kernel().end();
    return end.failedSlotReads() + end.lostRequests() + end.lostOutside();
  }

  private static List<String> missing(
      LedgerSnapshot ledger, Joined joined, List<String> reasons, ProgramCosts costs) {
    List<String> all = new ArrayList<>(reasons);
    all.addAll(BudgetText.of(costs, joined.kernel().cost().error()));
    if (!joined.before().equals(Traffic.NONE)) {
      all.add(traffic(joined.before()) + " came before counting began");
    }
    if (!joined.uncounted().equals(Traffic.NONE)) {
      all.add(traffic(joined.uncounted()) + " went uncounted while no probe ran");
    }
    ProbeRecord.End end = joined.kernel().end();
    add(all, end.failedSlotReads(), "events could not be given a lane and count as outside");
    add(all, end.lostRequests(), "block requests found no room: their completion was not seen");
    add(all, end.lostFreshBytes(), "bytes read from the device found no room and look like hits");
    add(all, end.unfiledEgressBytes(), "bytes left by a socket whose lane was forgotten");
    add(all, end.lostOutside(), "files outside lanes found no room to be listed");
    add(
        all,
        end.lostFiles(),
        "files in the page cache found no room: their pages belong to no route");
    add(all, end.lostEvictedBytes(), "evicted bytes found no room: not told when read again");
    add(all, end.lostEvictions(), "evicted or refaulted bytes found no room in the table of pairs");
    add(all, end.lostLatencies(), "block requests found no room in a histogram of latencies");
    add(all, end.lostMappings(), "mapped files found no room: loads from them count as outside");
    add(all, end.lostDirtyBytes(), "dirtied bytes found no room: their write-back is nobody's");
    add(all, end.lostDevices(), "requests to write found no room for their device");
    add(all, ledger.lostSites(), "sites found no room in the ledger and count as \"other\"");
    add(all, ledger.lostLanes(), "lanes found no room in the ledger and count as \"other\"");
    add(all, ledger.skipped(), "rows of the ledger made no sense and were left out");
    if (ledger.suppressed() > 0) {
      all.add("hooks suppressed errors, the first one: " + ledger.firstError());
    } else if (!ledger.firstError().isEmpty()) {
      all.add(ledger.firstError());
    }
    return List.copyOf(all);
  }

  private static void add(List<String> all, long count, String what) {
    if (count > 0) {
      all.add(Units.count(count) + " " + what);
    }
  }

  private static String traffic(Traffic traffic) {
    return Units.count(traffic.calls()) + " calls with " + Units.bytes(traffic.bytes());
  }

  private List<OutsideFile> outside(Joined joined) {
    return joined.kernel().outside().stream()
        .filter(file -> file.bytes() > 0)
        .sorted(Comparator.comparingLong(ProbeRecord.Outside::bytes).reversed())
        .map(file -> new OutsideFile(file.name(), devices.nameOf(file.device()), file.bytes()))
        .toList();
  }
}
