package io.bytetrail.collector.embedded;

import io.bytetrail.collector.html.ReportHtml;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportJson;
import io.bytetrail.collector.report.ReportText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Writes the last report where the user wants it. */
final class Outputs {
  /** A process that lived shorter than this did not mean to be reported on, unless it says so. */
  private static final Duration LONG_LIFE = Duration.ofSeconds(2);

  /**
   * The process's own standard error, whatever the application made of {@code System.err}; UTF-8
   * whatever the locale, since containers run without one and their logs are read as UTF-8.
   */
  static final PrintStream STDERR =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

  private final CollectorOptions options;
  private final long startMillis;

  /**
   * Outputs for a process.
   *
   * @param startMillis when it started, since the epoch
   */
  Outputs(CollectorOptions options, long startMillis) {
    this.options = options;
    this.startMillis = startMillis;
  }

  void write(Report report) {
    text(report);
    json(report);
    html(report);
  }

  /** Whether anybody will read the last report, now that the process ends. */
  boolean areWanted() {
    return !textTarget().equals("off")
        || !options.reportJson().isEmpty()
        || !options.reportHtml().isEmpty();
  }

  private String textTarget() {
    String target = options.reportText();
    if (!target.isEmpty()) {
      return target;
    }
    long lived = System.currentTimeMillis() - startMillis;
    return lived >= LONG_LIFE.toMillis() ? "stderr" : "off";
  }

  private void text(Report report) {
    String target = textTarget();
    switch (target) {
      case "off" -> {}
      case "stderr" -> STDERR.print(ReportText.of(report, isTerminal()));
      default -> page("report.text", target, ReportText.of(report, false));
    }
  }

  private void json(Report report) {
    String target = options.reportJson();
    if (!target.isEmpty()) {
      try {
        ReportJson.write(report, Path.of(target));
      } catch (IOException | RuntimeException e) {
        refused("report.json", target, e);
      }
    }
  }

  private void html(Report report) {
    String target = options.reportHtml();
    if (!target.isEmpty()) {
      page("report.html", target, ReportHtml.of(report));
    }
  }

  private static void page(String option, String target, String content) {
    try {
      Path file = Path.of(target).toAbsolutePath();
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException | RuntimeException e) {
      refused(option, target, e);
    }
  }

  private static void refused(String option, String target, Exception e) {
    STDERR.println("bytetrail: " + option + "=" + target + " cannot be written: " + e);
  }

  private static boolean isTerminal() {
    if (System.getenv("NO_COLOR") != null) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
