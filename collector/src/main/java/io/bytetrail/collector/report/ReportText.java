package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The report as text, for a terminal of 110 columns.
 *
 * <pre>
 *  1  com.acme.Download.send(Download.java:88)
 *     read-write to a socket · files of 1MiB-4MiB on vda (ext4) · FileInputStream.read, Socket.write
 *     vda ═DMA═▶ page cache ─cpu▶ native ─jvm▶ heap ─jvm▶ native ─cpu▶ socket ╌ref╌▶ lo (loopback, no NIC)
 *
 *                              total     of file    each pass
 *       from the file       1.00 GiB                 1.00 MiB  A  1,024 passes, 262,144 calls
 *         hit                768 MiB      75.0 %      768 KiB  K
 * </pre>
 */
public final class ReportText {
  private static final int WIDTH = 110;
  private static final int MOST_ROUTES = 10;
  private static final int ALWAYS_SHOWN = 3;
  private static final int MOST_LINES = 5;

  /** Share of all bytes below which a route has a line only. */
  private static final double CRUMB = 0.001;

  private final Style style;
  private final StringBuilder out = new StringBuilder();

  private ReportText(Style style) {
    this.style = style;
  }

  /**
   * Renders a report.
   *
   * @param colour whether the reader is a terminal that shows colours
   */
  public static String of(Report report, boolean colour) {
    return new ReportText(colour ? Style.ANSI : Style.PLAIN).render(report);
  }

  private String render(Report report) {
    List<Route> files = new ArrayList<>();
    List<Route> sockets = new ArrayList<>();
    for (Route route : report.routes()) {
      boolean hasFile = route.fileBytes() > 0 || !route.filesystem().isEmpty();
      (hasFile ? files : sockets).add(route);
    }
    header(report, files);
    PathLine paths = new PathLine(style);
    long allBytes = files.stream().mapToLong(Route::fileBytes).sum();
    int shown = 0;
    while (shown < Math.min(files.size(), MOST_ROUTES) && isWorthShowing(files, shown, allBytes)) {
      line("");
      route(shown + 1, files.get(shown), allBytes, paths);
      shown++;
    }
    summary("Less:", files.subList(shown, files.size()), Route::fileBytes);
    summary("Without a file:", sockets, ReportText::largestHop);
    outside(report);
    footer(report);
    return out.toString();
  }

  private void header(Report report, List<Route> files) {
    Report.Evidence evidence = report.evidence();
    line(
        "%s  %s, pid %d, JVM %s · %s counted · %s rung, %s",
        style.bold("bytetrail"),
        style.bold(report.service()),
        report.pid(),
        report.jvm(),
        Units.nanos(report.durationNanos()),
        evidence.rung(),
        evidence.mode());
    if (files.isEmpty()) {
      line("No file has been read or written through the JDK since counting began.");
      return;
    }
    long bytes = files.stream().mapToLong(Route::fileBytes).sum();
    long hits = files.stream().mapToLong(Route::cacheHitBytes).sum();
    long dma = files.stream().mapToLong(Route::dmaBytes).sum();
    long copied = files.stream().mapToLong(r -> r.cpuCopiedBytes() + r.jvmCopiedBytes()).sum();
    List<String> parts = new ArrayList<>();
    parts.add(Units.bytes(bytes) + " of files on " + count(files.size(), "route"));
    if (!evidence.rung().equals("modelled")) {
      parts.add(Units.percent(hits, bytes) + " page-cache hits");
      parts.add(Units.bytes(dma) + " by DMA");
    }
    parts.add(Units.bytes(copied) + " copied by the CPU");
    line(String.join(" · ", parts).replace("%", "%%"));
  }

  private void route(int number, Route route, long allBytes, PathLine paths) {
    String amount =
        Units.bytes(route.fileBytes()) + ", " + Units.percent(route.fileBytes(), allBytes);
    int room = WIDTH - "12  ".length() - amount.length();
    String site = String.format(Locale.ROOT, "%-" + room + "s", route.site());
    line("%2d  %s%s", number, style.bold(site), allBytes == 0 ? "" : amount);
    line("    %s", description(route));
    String path = paths.of(route);
    if (!path.isEmpty()) {
      line("    %s", path);
    }
    line("");
    line("    %s", style.faint(Row.HEADINGS));
    for (Row row : rows(route)) {
      line("    %s", row.render(route.fileBytes(), route.transfers()));
    }
    Advice advice = route.advice();
    if (!advice.verdict().equals("unknown")) {
      line("      advice: %s %s, %s", advice.verdict(), advice.strategy(), advice.why());
    }
  }

  private static String description(Route route) {
    StringBuilder text = new StringBuilder(route.strategy());
    switch (route.target()) {
      case "socket" -> text.append(" to a socket");
      case "file" -> text.append(" to a file");
      default -> text.append(" into memory");
    }
    text.append(" · files of ").append(route.sizeClass());
    if (!route.device().isEmpty()) {
      text.append(" on ").append(route.device());
    }
    if (!route.filesystem().isEmpty()) {
      text.append(route.device().isEmpty() ? " on " : " (").append(route.filesystem());
      text.append(route.device().isEmpty() ? "" : ")");
    }
    return text.append(" · ").append(String.join(", ", route.operations())).toString();
  }

  private static List<Row> rows(Route route) {
    RouteEvidence evidence = route.evidence();
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.bytes("file bytes", route.fileBytes(), EvidenceKind.ACCOUNTED)
            .withoutShare()
            .note(passes(route)));
    cacheRows(route, rows);
    if (route.directBytes() > 0) {
      rows.add(
          Row.bytes("past the cache", route.directBytes(), evidence.device())
              .note(Units.nanos(route.stalledNanos()) + " waited"));
    }
    rows.add(Row.bytes("moved by DMA", route.dmaBytes(), evidence.device()).note(devices(route)));
    rows.add(Row.bytes("copied in kernel", route.cpuCopiedBytes(), evidence.copies()));
    rows.add(Row.bytes("copied in JVM", route.jvmCopiedBytes(), evidence.jvm()));
    rows.add(
        Row.count("system calls", route.systemCalls(), evidence.calls())
            .note(Units.count(route.modeSwitches()) + " mode switches"));
    if (route.majorFaults() + route.minorFaults() > 0) {
      rows.add(
          Row.count("page faults", route.majorFaults() + route.minorFaults(), evidence.cache())
              .note(Units.count(route.majorFaults()) + " waited for the device"));
    }
    return rows;
  }

  /** Which devices moved the bytes: {@code 256 MiB from vda, 1.00 GiB to eth0}. */
  private static String devices(Route route) {
    List<String> parts = new ArrayList<>();
    for (Hop hop : route.hops()) {
      if (hop.mover() == Mover.DMA) {
        boolean out = !hop.from().equals("device");
        String name = hop.to().equals("nic") ? route.netdev() : route.device();
        parts.add(Units.bytes(hop.bytes()) + (out ? " to " : " from ") + name);
      }
    }
    return String.join(", ", parts);
  }

  private static void cacheRows(Route route, List<Row> rows) {
    long known = route.cacheHitBytes() + route.readAheadBytes() + route.stalledBytes();
    if (known == 0) {
      return;
    }
    EvidenceKind evidence = route.evidence().cache();
    rows.add(Row.share("  hit in page cache", route.cacheHitBytes(), evidence));
    if (route.readAheadBytes() > 0) {
      rows.add(Row.share("  read ahead", route.readAheadBytes(), evidence));
    }
    if (route.stalledBytes() > 0) {
      rows.add(
          Row.share("  stalled", route.stalledBytes(), evidence)
              .note(Units.nanos(route.stalledNanos()) + " waited"));
    }
  }

  private static String passes(Route route) {
    return count(route.transfers(), "pass") + ", " + count(route.calls(), "call");
  }

  private static String count(long count, String what) {
    String plural = what.endsWith("s") ? "es" : "s";
    return Units.count(count) + " " + what + (count == 1 ? "" : plural);
  }

  /** The largest ones always; the others when they are more than crumbs. */
  private static boolean isWorthShowing(List<Route> files, int index, long allBytes) {
    return index < ALWAYS_SHOWN || files.get(index).fileBytes() >= allBytes * CRUMB;
  }

  private static long largestHop(Route route) {
    return route.hops().stream().mapToLong(Hop::bytes).max().orElse(0);
  }

  /** Routes that have a line each. */
  private void summary(String title, List<Route> routes, ToLongFunction<Route> bytes) {
    if (routes.isEmpty()) {
      return;
    }
    line("");
    line("%s", title);
    for (Route route : routes.subList(0, Math.min(routes.size(), MOST_LINES))) {
      line(
          "    %10s %14s  %s: %s",
          Units.bytes(bytes.applyAsLong(route)),
          count(route.calls(), "call"),
          route.site(),
          String.join(", ", route.operations()));
    }
    if (routes.size() > MOST_LINES) {
      List<Route> rest = routes.subList(MOST_LINES, routes.size());
      long sum = rest.stream().mapToLong(bytes).sum();
      line("    … and %s more with %s", count(rest.size(), "route"), Units.bytes(sum));
    }
  }

  private void outside(Report report) {
    List<Report.OutsideFile> files = report.outside();
    if (files.isEmpty()) {
      return;
    }
    line("");
    line("Read outside the JDK's own calls (native code, class loading, the JVM itself):");
    for (int i = 0; i < Math.min(files.size(), MOST_LINES); i++) {
      Report.OutsideFile file = files.get(i);
      line("    %10s  %s  %s", Units.bytes(file.bytes()), file.name(), file.device());
    }
    if (files.size() > MOST_LINES) {
      line("    … and %d more", files.size() - MOST_LINES);
    }
  }

  private void footer(Report report) {
    Report.Evidence evidence = report.evidence();
    Report.Overhead overhead = report.overhead();
    line("");
    line("%s", style.faint("─".repeat(WIDTH)));
    if (evidence.processReadBytes() > 0) {
      line(
          "explained  %.2f %% of %s the process read from files",
          // Cut, not rounded: 100 % is said only of all of it.
          Math.floor(10_000.0 * evidence.explainedReadBytes() / evidence.processReadBytes()) / 100,
          Units.bytes(evidence.processReadBytes()));
    }
    line(
        "lost       %s, %s suppressed in hooks",
        count(evidence.dropped(), "event"), count(evidence.suppressed(), "error"));
    String kernel =
        evidence.rung().equals("kernel")
            ? "eBPF programs "
                + Units.nanos(overhead.kernelNanos())
                + " "
                + mark(overhead.kernelEvidence())
                + ", "
            : "";
    line(
        "overhead   %shooks %s %s, collector %s A (CPU time)",
        kernel,
        Units.nanos(overhead.agentNanos()),
        mark(overhead.agentEvidence()),
        Units.nanos(overhead.collectorCpuNanos()));
    for (String missing : evidence.missing()) {
      wrapped("missing    ", missing);
    }
    long unknown =
        report.routes().stream().filter(r -> r.advice().verdict().equals("unknown")).count();
    if (unknown > 0) {
      wrapped(
          "advice     ", "none for " + count(unknown, "route") + ": not calibrated on this host");
    }
    if (report.routes().stream().anyMatch(ReportText::endsInLoopback)) {
      wrapped("loopback   ", "what receives there copies the bytes once more: not counted here");
    }
    line(
        "evidence   K seen by the kernel's programs · A accounted: results of calls, /proc · M modelled");
    line(
        "arrows     ═DMA═▶ a device · ─cpu▶ a copy in the kernel · ─jvm▶ a copy in the JVM · ╌ref╌▶ no copy");
  }

  private static boolean endsInLoopback(Route route) {
    return route.hops().stream().anyMatch(hop -> hop.to().equals("loopback"));
  }

  private void wrapped(String label, String text) {
    String indent = " ".repeat(label.length());
    StringBuilder current = new StringBuilder(label);
    for (String word : text.split(" ", -1)) {
      if (current.length() + word.length() >= WIDTH && current.length() > indent.length()) {
        line("%s", current.toString().stripTrailing());
        current.setLength(0);
        current.append(indent);
      }
      current.append(word).append(' ');
    }
    line("%s", current.toString().stripTrailing());
  }

  static String mark(EvidenceKind evidence) {
    return evidence.name().substring(0, 1);
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }

  /** One line of a route's table. */
  private record Row(
      String label, long total, boolean isBytes, Share share, EvidenceKind evidence, String note) {
    private static final String FORMAT = "  %-20s%12s%11s%13s  %s";
    static final String HEADINGS =
        String.format(Locale.ROOT, FORMAT, "", "total", "of file", "each pass", "").stripTrailing();

    private enum Share {
      NONE,
      TIMES,
      PERCENT
    }

    static Row bytes(String label, long total, EvidenceKind evidence) {
      return new Row(label, total, true, Share.TIMES, evidence, "");
    }

    static Row share(String label, long total, EvidenceKind evidence) {
      return new Row(label, total, true, Share.PERCENT, evidence, "");
    }

    static Row count(String label, long total, EvidenceKind evidence) {
      return new Row(label, total, false, Share.NONE, evidence, "");
    }

    Row withoutShare() {
      return new Row(label, total, isBytes, Share.NONE, evidence, note);
    }

    Row note(String text) {
      return new Row(label, total, isBytes, share, evidence, text);
    }

    String render(long fileBytes, long passes) {
      String ofFile =
          switch (total == 0 ? Share.NONE : share) {
            case NONE -> "";
            case TIMES -> Units.times(total, fileBytes);
            case PERCENT -> Units.percent(total, fileBytes);
          };
      String each = "";
      if (passes > 0 && total > 0) {
        each = isBytes ? Units.bytes(total / passes) : Units.mean((double) total / passes);
      }
      String value = isBytes ? Units.bytes(total) : Units.count(total);
      return String.format(
          Locale.ROOT, FORMAT, label, value, ofFile, each, mark(evidence) + "  " + note);
    }
  }
}
