package io.bytetrail.collector.cli;

import io.bytetrail.collector.html.ReportHtml;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportJson;
import io.bytetrail.collector.report.ReportMerge;
import io.bytetrail.collector.report.ReportText;
import io.bytetrail.ledger.LedgerReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Reports on a process by its ledger, or shows a JSON report again; several of one service become
 * one report.
 */
@Command(
    name = "report",
    description = {
      "Reports on a JVM that runs with the agent, on a ledger, or on a saved JSON report.",
      "Several of one service become one report. Without any, and with several ledgers, lists them."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "PID|LEDGER|FILE",
      description = "a process id, a ledger or a JSON report; default: the only ledger there is")
  private List<String> targets = new ArrayList<>();

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Option(names = "--text", description = "as text (the default)")
  private boolean text;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "as a page for a browser, into this file; - for standard output")
  private String html = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if ((json && text) || (html.equals("-") && (json || text))) {
      throw new ParameterException(
          spec.commandLine(), "one of --json, --text and --html - at a time");
    }
    List<Path> files = locate();
    if (files.isEmpty()) {
      return list();
    }
    Report report = read(files);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(ReportJson.bytes(report), StandardCharsets.UTF_8));
    } else if (html.equals("-")) {
      out.print(ReportHtml.of(report));
    } else if (html.isEmpty() || text) {
      out.print(ReportText.of(report, false));
    }
    out.flush();
    if (!html.isEmpty() && !html.equals("-")) {
      writeHtml(report);
    }
    return ExitCode.OK;
  }

  private void writeHtml(Report report) throws IOException {
    Path file = Path.of(html).toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, ReportHtml.of(report));
    } catch (IOException e) {
      throw new IOException("--html " + html + " cannot be written: " + e, e);
    }
  }

  /** What to read; empty when there are several ledgers and nobody said which. */
  private List<Path> locate() throws IOException {
    if (targets.isEmpty()) {
      List<Path> all = Ledgers.all();
      if (all.isEmpty()) {
        throw new IOException(
            "no ledger in " + Ledgers.directories() + ": no JVM of this user runs with the agent");
      }
      return all.size() == 1 ? all : List.of();
    }
    List<Path> files = new ArrayList<>();
    for (String target : targets) {
      Path file =
          target.chars().allMatch(Character::isDigit) ? Ledgers.find(target) : Path.of(target);
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            "'" + target + "' is no file: give a process id, a ledger or a JSON report");
      }
      if (files.contains(file)) {
        throw new IOException("'" + target + "' is named twice");
      }
      files.add(file);
    }
    return files;
  }

  private int list() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Ledgers.list(out);
    out.flush();
    spec.commandLine()
        .getErr()
        .println("bytetrail report: which? name a process id, or several of one service");
    return ExitCode.USAGE;
  }

  private static Report read(List<Path> files) throws IOException {
    Map<String, Report> bySource = new LinkedHashMap<>();
    for (Path file : files) {
      bySource.put(
          files.size() == 1 ? file.toString() : file.getFileName().toString(),
          isJson(file) ? saved(file) : LedgerReport.of(LedgerReader.read(file)));
    }
    if (bySource.size() < files.size()) { // files of one name in several directories
      bySource.clear();
      for (Path file : files) {
        bySource.put(
            file.toString(), isJson(file) ? saved(file) : LedgerReport.of(LedgerReader.read(file)));
      }
    }
    try {
      return ReportMerge.of(bySource);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
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
}
