package io.bytetrail.collector.report;

import io.bytetrail.collector.join.Joined;
import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.path.Rung;
import io.bytetrail.collector.path.Setting;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.collector.report.Report.Overhead;

/**
 * What the watching cost. The kernel's own statistics are used where they are switched on; else
 * events are multiplied by what one costs on the machine that bytetrail is developed on (the
 * figures of {@code ./bytetrail bench} there, rounded up), and the result is modelled. What the
 * programs cost other processes of the host is in neither.
 */
final class OverheadModel {
  /** An event with its lane word read and counted; about half of it is the tracepoint itself. */
  private static final long NANOS_PER_EVENT = 105;

  private static final long NANOS_PER_SYSTEM_CALL = 500;
  private static final long NANOS_PER_JAVA_CALL = 10;

  private OverheadModel() {}

  static Overhead of(Joined joined, Setting setting, long collectorCpuNanos) {
    long agent = NANOS_PER_JAVA_CALL * joined.lanes().stream().mapToLong(LaneFacts::calls).sum();
    long measured =
        joined.kernel().programs().stream().mapToLong(ProbeRecord.Program::runNanos).sum();
    boolean seen = measured > 0 || setting.rung() != Rung.KERNEL;
    return new Overhead(
        seen ? measured : modelled(joined),
        agent,
        collectorCpuNanos,
        seen ? EvidenceKind.KERNEL : EvidenceKind.MODELLED,
        EvidenceKind.MODELLED);
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
