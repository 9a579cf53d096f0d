package io.bytetrail.collector.embedded;

import io.bytetrail.collector.join.Joined;
import io.bytetrail.collector.join.LaneJoin;
import io.bytetrail.collector.path.Rung;
import io.bytetrail.collector.path.Setting;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.collector.report.HistoryRing;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportBuilder;
import io.bytetrail.ledger.LedgerException;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects for one process, on the best rung there is. Each report costs a time proportional to the
 * number of lanes, however often they were used.
 *
 * <p>Not thread-safe: for the collector's thread alone, which must outlive it.
 */
final class Collection implements AutoCloseable {
  private static final double SAMPLING_BUDGET = 0.01;

  private static final String SHARED =
      "what each route had of the device is its share of the process's total in /proc, by bytes";

  private static final String SAMPLED =
      "what each route had of the device is estimated, by /proc before and after calls chosen at"
          + " random; of loads from mapped files, shared out";

  private final LedgerReader ledger;
  private final OwnCpu cpu;
  private final Optional<ProbeSupervisor> supervisor;
  private final LaneJoin agentOnly = new LaneJoin();
  private final Optional<ProcessIo> ioAtStart;

  private final long startMillis = System.currentTimeMillis();
  private final Duration interval;
  private final boolean isSampled;
  private ReportBuilder builder; // since it was prepared
  private HistoryRing history;

  /**
   * Begins to count.
   *
   * @param supervisor none when the user switched the probe off
   * @param options say how often a report is made, and whether calls are sampled
   * @param embedding is told that counting begins
   */
  Collection(
      LedgerReader ledger,
      OwnCpu cpu,
      Optional<ProbeSupervisor> supervisor,
      CollectorOptions options,
      Embedding embedding)
      throws LedgerException {
    this.ledger = ledger;
    this.cpu = cpu;
    this.supervisor = supervisor;
    // The agent counts everything from its own start on.
    agentOnly.begin(LaneJoin.EMPTY, System.nanoTime());
    if (supervisor.isPresent()) {
      supervisor.get().attachFirst(ledger);
    }
    LedgerSnapshot start = ledger.read();
    // Not before: what a probe that failed has read is its parent's from when it is reaped.
    ioAtStart = ProcessIo.of(start.pid());
    // Before the first call that is counted.
    isSampled = isSampled(options, embedding);
    boolean isWhole = embedding.counting().getAsBoolean();
    if (supervisor.isPresent()) {
      supervisor.get().begin(isWhole ? LaneJoin.EMPTY : ledger.read());
    }
    this.interval = options.interval();
  }

  private boolean isSampled(CollectorOptions options, Embedding embedding) {
    boolean kernelCounts = supervisor.map(ProbeSupervisor::isCounting).orElse(false);
    return embedding.sampling() != null
        && options.samples(kernelCounts)
        && embedding.sampling().test(options.budget().orElse(SAMPLING_BUDGET));
  }

  /**
   * Takes what makes reports, whose classes the application does not wait for; before the first.
   *
   * @param builder of its reports
   */
  void prepare(ReportBuilder builder) {
    this.builder = builder;
    history = new HistoryRing(startMillis, interval.toMillis());
  }

  /**
   * The report at this moment.
   *
   * @param notes sentences to be told in it
   */
  Report report(List<String> notes) throws LedgerException {
    List<String> missing = new ArrayList<>(notes);
    if (supervisor.isEmpty()) {
      missing.add("no kernel counts: the probe is switched off (probe=off)");
    } else {
      LedgerSnapshot now = supervisor.get().step();
      missing.addAll(supervisor.get().troubles());
      if (supervisor.get().everCounted()) {
        return report(now, supervisor.get().joined(), Rung.KERNEL, new ProcessIo(0, 0), missing);
      }
    }
    LedgerSnapshot now = ledger.read();
    agentOnly.observe(now, KernelSnapshot.EMPTY, System.nanoTime());
    Optional<ProcessIo> io = ProcessIo.of(now.pid());
    if (io.isPresent() && ioAtStart.isPresent()) {
      missing.add(isSampled ? SAMPLED : SHARED);
      return report(
          now, agentOnly.joined(), Rung.ACCOUNTED, io.get().minus(ioAtStart.get()), missing);
    }
    missing.add("/proc/" + now.pid() + "/io cannot be read: only what the agent counts is known");
    return report(now, agentOnly.joined(), Rung.MODELLED, new ProcessIo(0, 0), missing);
  }

  private Report report(
      LedgerSnapshot now, Joined joined, Rung rung, ProcessIo io, List<String> missing) {
    Setting setting =
        new Setting(
            rung,
            rung == Rung.KERNEL && supervisor.map(ProbeSupervisor::isVerify).orElse(false),
            Setting.javaFeature(now.jvmVersion()),
            io.deviceReadBytes());
    if (rung == Rung.KERNEL && supervisor.isPresent()) {
      setting = setting.lacking(supervisor.get().missingPrograms());
    }
    Report report =
        builder.build(
            now,
            joined,
            new ReportBuilder.Circumstances(setting, missing, io.readCallBytes(), cpu.nanos()));
    return report.with(history.add(System.currentTimeMillis(), report.routes()));
  }

  /** Ends the probe, with what it has counted taken. */
  void pause() throws LedgerException {
    if (supervisor.isPresent()) {
      supervisor.get().pause();
    }
  }

  /** Has a probe count again. */
  void resume() throws LedgerException {
    if (supervisor.isPresent()) {
      supervisor.get().resume();
    }
  }

  @Override
  public void close() {
    supervisor.ifPresent(ProbeSupervisor::close);
  }
}
