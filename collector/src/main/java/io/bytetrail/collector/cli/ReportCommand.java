package io.bytetrail.collector.cli;

import io.bytetrail.collector.embedded.ProcessIo;
import io.bytetrail.collector.join.LaneJoin;
import io.bytetrail.collector.path.Rung;
import io.bytetrail.collector.path.Setting;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportBuilder;
import io.bytetrail.collector.report.ReportJson;
import io.bytetrail.collector.report.ReportText;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Reports on a process by its ledger, or shows a JSON report again.
 *
 * <p>A ledger alone has no kernel counts: device bytes come from {@code /proc}, if the process
 * still runs, and are shared out by bytes.
 */
@Command(
    name = "report",
    description = "Reports on a JVM that runs with the agent, on a ledger, or on a saved report.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  /** The kernel tells when a process began in ticks since the boot, whose time is rounded too. */
  private static final long CLOCK_SLACK_MILLIS = 2_000;

  @Parameters(
      arity = "0..1",
      paramLabel = "PID|LEDGER|FILE",
      description = "a process id, a ledger or a JSON report; default: the only ledger there is")
  private String target = "";

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Option(names = "--text", description = "as text (the default)")
  private boolean text;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (json && text) {
      throw new ParameterException(spec.commandLine(), "--json or --text, not both");
    }
    Path file = locate();
    Report report = isJson(file) ? saved(file) : ofLedger(LedgerReader.read(file));
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        json
            ? new String(ReportJson.bytes(report), StandardCharsets.UTF_8) + "\n"
            : ReportText.of(report, false));
    out.flush();
    return 0;
  }

  private Path locate() throws IOException {
    if (target.isEmpty() || target.chars().allMatch(Character::isDigit)) {
      return Ledgers.find(target);
    }
    Path file = Path.of(target);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "'" + target + "' is no file: give a process id, a ledger or a JSON report");
    }
    return file;
  }

  private static boolean isJson(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == '{';
    }
  }

  private static Report saved(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ReportJson.read(in);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Report ofLedger(LedgerSnapshot ledger) {
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
    return new ReportBuilder()
        .build(
            ledger,
            join.joined(),
            new ReportBuilder.Circumstances(
                setting, missing, io.map(ProcessIo::readCallBytes).orElse(0L), 0));
  }

  /** A process that began after the ledger did has only inherited the id. */
  private static boolean isRunning(LedgerSnapshot ledger) {
    return ledger.state() == LedgerDescriptor.STATE_RUNNING
        && ProcessHandle.of(ledger.pid())
            .flatMap(process -> process.info().startInstant())
            .filter(start -> start.toEpochMilli() <= ledger.startMillis() + CLOCK_SLACK_MILLIS)
            .isPresent();
  }
}
