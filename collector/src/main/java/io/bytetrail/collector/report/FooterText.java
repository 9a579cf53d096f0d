package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the figures stand on: how much they explain, what was lost, what it cost, the signs. */
final class FooterText {
  private static final int MOST_PROGRAMS = 4;

  private FooterText() {}

  static void write(Page page, Report report) {
    Report.Evidence evidence = report.evidence();
    page.blank();
    page.line("%s", page.style.faint("─".repeat(Page.WIDTH)));
    if (evidence.processReadBytes() > 0) {
      page.line(
          "explained  %.2f %% of %s the process read from files",
          // Cut, not rounded: 100 % is said only of all of it.
          Math.floor(10_000.0 * evidence.explainedReadBytes() / evidence.processReadBytes()) / 100,
          Units.bytes(evidence.processReadBytes()));
    }
    for (DeviceWrites device : report.deviceWrites()) {
      page.paragraph("written    ", written(device));
    }
    page.line(
        "lost       %s, %s suppressed in hooks",
        Page.count(evidence.dropped(), "event"), Page.count(evidence.suppressed(), "error"));
    overhead(page, report);
    for (Instance instance : report.instances()) {
      page.paragraph("instance   ", instance.inWords());
    }
    for (String missing : evidence.missing()) {
      page.paragraph("missing    ", missing);
    }
    long unknown =
        report.routes().stream().filter(r -> r.advice().verdict().equals("unknown")).count();
    if (unknown > 0) {
      page.paragraph(
          "advice     ",
          "none for " + Page.count(unknown, "route") + ": not calibrated on this host");
    }
    if (report.routes().stream().anyMatch(FooterText::endsInLoopback)) {
      page.paragraph(
          "loopback   ", "what receives there copies the bytes once more: not counted here");
    }
    page.line(
        "columns    × times the file bytes · hit: in the page cache before it was asked for ·"
            + " calls: system calls");
    page.line(
        "evidence   K seen by the kernel's programs · A accounted: results of calls, /proc · M"
            + " modelled");
    page.line(
        "arrows     ═DMA═▶ a device · ─cpu▶ a copy in the kernel · ─jvm▶ a copy in the JVM · ╌ref╌▶"
            + " no copy");
  }

  /** {@code vda got 1.01 GiB: 1.00 GiB of this service's pages, 8.00 MiB of the journal}. */
  private static String written(DeviceWrites device) {
    List<String> parts = new ArrayList<>();
    part(parts, device.routeBytes(), "from routes");
    part(parts, device.otherBytes(), "of other processes, or dirtied before counting");
    part(parts, device.directBytes(), "past the page cache");
    part(parts, device.metadataBytes(), "of metadata");
    part(parts, device.journalBytes(), "of the journal");
    part(parts, device.unknownBytes(), "of unknown origin");
    return device.device()
        + " got "
        + Units.bytes(device.bytes())
        + ": "
        + String.join(", ", parts)
        + "  K";
  }

  private static void part(List<String> parts, long bytes, String whose) {
    if (bytes > 0) {
      parts.add(Units.bytes(bytes) + " " + whose);
    }
  }

  private static void overhead(Page page, Report report) {
    Report.Overhead overhead = report.overhead();
    String kernel =
        report.evidence().rung().equals("kernel")
            ? "eBPF programs "
                + Units.nanos(overhead.kernelNanos())
                + " "
                + Page.mark(overhead.kernelEvidence())
                + ", "
            : "";
    String programs =
        overhead.kernel().programs().stream()
            .limit(MOST_PROGRAMS)
            .map(program -> program.name() + " " + Units.nanos(program.nanos()))
            .collect(Collectors.joining(", "));
    page.line(
        "overhead   %shooks %s %s, collector %s A (CPU time)",
        kernel,
        Units.nanos(overhead.agentNanos()),
        Page.mark(overhead.agentEvidence()),
        Units.nanos(overhead.collectorCpuNanos()));
    if (!programs.isEmpty()) {
      ProgramCosts costs = overhead.kernel();
      page.paragraph(
          "programs   ",
          "%s of a processor lately%s, measured in %s of %s  K: %s"
              .formatted(
                  BudgetText.percent(costs.share()),
                  costs.budget() == 0 ? "" : " of budget=" + BudgetText.percent(costs.budget()),
                  Units.nanos(costs.measuredNanos()),
                  Units.nanos(costs.countedNanos()),
                  programs));
    }
  }

  private static boolean endsInLoopback(Route route) {
    return route.hops().stream().anyMatch(hop -> hop.to().equals("loopback"));
  }
}
