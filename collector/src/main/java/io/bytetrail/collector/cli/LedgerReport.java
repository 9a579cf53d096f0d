package io.bytetrail.collector.cli;

import io.bytetrail.collector.embedded.ProcessIo;
import io.bytetrail.collector.join.LaneJoin;
import io.bytetrail.collector.outcome.Outcomes;
import io.bytetrail.collector.path.Rung;
import io.bytetrail.collector.path.Setting;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportBuilder;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The report that a ledger alone gives. It has no kernel counts: device bytes come from {@code
 * /proc}, if the process still runs, and are shared out by bytes.
 */
final class LedgerReport {
  /** The kernel tells when a process began in ticks since the boot, whose time is rounded too. */
  private static final long CLOCK_SLACK_MILLIS = 2_000;

  private LedgerReport() {}

  static Report of(LedgerSnapshot ledger) {
    boolean running = isRunning(ledger);
    Optional<ProcessIo> io = running ? ProcessIo.of(ledger.pid()) : Optional.empty();
    List<String> missing = new ArrayList<>();
    missing.add("no kernel counts: a ledger holds the agent's only");
    if (io.isPresent()) {
      missing.add("device bytes are the process's total since it started, shared out by bytes");
    } else {
      missing.add("the process has ended, or its /proc/" + ledger.pid() + "/io may not be read");
    }
    // When a process ended, its ledger does not say.
    long age = running ? System.currentTimeMillis() - ledger.startMillis() : 0;
    LaneJoin join = LaneJoin.sinceStart(TimeUnit.MILLISECONDS.toNanos(age));
    join.observe(ledger, KernelSnapshot.EMPTY, 0);
    Setting setting =
        new Setting(
            io.isPresent() ? Rung.ACCOUNTED : Rung.MODELLED,
            false,
            Setting.javaFeature(ledger.jvmVersion()),
            io.map(ProcessIo::deviceReadBytes).orElse(0L));
    Report report =
        new ReportBuilder()
            .build(
                ledger,
                join.joined(),
                new ReportBuilder.Circumstances(
                    setting, missing, io.map(ProcessIo::readCallBytes).orElse(0L), 0));
    return new Outcomes(Outcomes.defaultDirectory()).judge(report);
  }

  /** A process that began after the ledger did has only inherited the id. */
  static boolean isRunning(LedgerSnapshot ledger) {
    return ledger.state() == LedgerDescriptor.STATE_RUNNING
        && ProcessHandle.of(ledger.pid())
            .flatMap(process -> process.info().startInstant())
            .filter(start -> start.toEpochMilli() <= ledger.startMillis() + CLOCK_SLACK_MILLIS)
            .isPresent();
  }
}
