package io.bytetrail.collector.report;

import io.bytetrail.collector.join.Joined;
import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.path.Rung;
import io.bytetrail.collector.path.Setting;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.collector.report.Report.Overhead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the watching cost. The kernel's own statistics are used where the probe could have them;
 * else events are multiplied by what one costs on the machine that bytetrail is developed on (the
 * figures of {@code ./bytetrail bench} there, rounded up), and the result is modelled. What the
 * programs cost other processes of the host is in neither.
 */
final class OverheadModel {
  /** An event with its lane word read and counted; about half of it is the tracepoint itself. */
  private static final long NANOS_PER_EVENT = 105;

  private static final long NANOS_PER_SYSTEM_CALL = 500;
  private static final long NANOS_PER_JAVA_CALL = 10;
  private static final double MILLION = 1e6;

  private OverheadModel() {}

  static Overhead of(Joined joined, Setting setting, long collectorCpuNanos, long samplingNanos) {
    long calls = joined.lanes().stream().mapToLong(LaneFacts::calls).sum();
    ProgramCosts kernel = measured(joined);
    boolean seen = kernel.measuredNanos() > 0 || setting.rung() != Rung.KERNEL;
    return new Overhead(
        seen
            ? kernel.programs().stream().mapToLong(ProgramCosts.Program::nanos).sum()
            : modelled(joined),
        NANOS_PER_JAVA_CALL * calls + samplingNanos,
        collectorCpuNanos,
        seen ? EvidenceKind.KERNEL : EvidenceKind.MODELLED,
        EvidenceKind.MODELLED,
        samplingNanos,
        kernel);
  }

  private static ProgramCosts measured(Joined joined) {
    ProbeRecord.Cost cost = joined.kernel().cost();
    if (cost.countedNanos() == 0) {
      return ProgramCosts.NONE;
    }
    List<ProgramCosts.Program> programs = new ArrayList<>();
    if (cost.measuredNanos() > 0) {
      double scale = (double) cost.countedNanos() / cost.measuredNanos();
      for (ProbeRecord.Program program : joined.kernel().programs()) {
        if (program.runs() > 0) {
          programs.add(
              new ProgramCosts.Program(
                  program.name(),
                  Math.round(program.runNanos() * scale),
                  Math.round(program.runs() * scale)));
        }
      }
      programs.sort(Comparator.comparingLong(ProgramCosts.Program::nanos).reversed());
    }
    return new ProgramCosts(
        cost.countedNanos(),
        cost.measuredNanos(),
        cost.shareMillionths() / MILLION,
        cost.budgetMillionths() / MILLION,
        programs,
        shed(cost, System.nanoTime() - joined.nanos()));
  }

  /** The probe's clock is this one, CLOCK_MONOTONIC. */
  private static List<ProgramCosts.Shed> shed(ProbeRecord.Cost cost, long began) {
    List<ProgramCosts.Shed> shed = new ArrayList<>();
    for (ProbeRecord.Part part : ProbeRecord.Part.values()) {
      ProbeRecord.Shed each = cost.shed(part);
      if (each.times() > 0) {
        String name = part.name().toLowerCase(Locale.ROOT).replace('_', '-');
        long from = Math.max(0, each.sinceNanos() - began);
        shed.add(new ProgramCosts.Shed(name, each.nanos(), each.times(), from, each.now()));
      }
    }
    return shed;
  }

  private static long modelled(Joined joined) {
    long nanos = 0;
    for (KernelCounts lane : joined.kernel().lanes().values()) {
      nanos +=
          NANOS_PER_EVENT
                  * (lane.get(KernelCounter.LOOKUPS)
                      + lane.get(KernelCounter.READ_REQUESTS)
                      + lane.get(KernelCounter.SENDS)
                      + lane.get(KernelCounter.EGRESS_FRAMES))
              + NANOS_PER_SYSTEM_CALL * lane.get(KernelCounter.SYSTEM_CALLS);
    }
    return nanos;
  }
}
