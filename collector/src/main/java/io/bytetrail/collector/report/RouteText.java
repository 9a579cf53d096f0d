package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A place in the code: its path, the table of the route with the most bytes, and a line for each of
 * the other size classes.
 *
 * <pre>
 *  1  com.acme.Download.send(Download.java:88)
 *     read-write to a socket · files of 1MiB-4MiB on vda (ext4) · FileInputStream.read, Socket.write
 *     vda ═DMA═▶ page cache ─cpu▶ native ─jvm▶ heap ─jvm▶ native ─cpu▶ socket ╌ref╌▶ lo (loopback, no NIC)
 *
 *                                  total    of file    each pass
 *       file bytes              1.00 GiB                1.00 MiB  A  1,024 passes, 262,144 calls
 *         hit in page cache      768 MiB     75.0 %      768 KiB  K
 * </pre>
 */
final class RouteText {
  private static final int MOST_SIZE_CLASSES = 4;

  private final Page page;
  private final PathLine paths;

  RouteText(Page page) {
    this.page = page;
    this.paths = new PathLine(page.style);
  }

  void write(int number, Place place) {
    Route route = place.largest();
    page.blank();
    page.line("%2d  %s", number, page.style.bold(route.site()));
    if (!route.lineage().via().isEmpty()) {
      page.line("    %s", page.style.faint("via " + route.lineage().via()));
    }
    page.line("    %s", description(route));
    String path = paths.of(route);
    if (!path.isEmpty()) {
      page.line("    %s", path);
    }
    String lineage = LineageText.of(route.lineage());
    if (!lineage.isEmpty()) {
      page.paragraph("    ", lineage);
    }
    page.blank();
    page.line("    %s", page.style.faint(Row.HEADINGS));
    for (Row row : rows(route)) {
      page.line("    %s", row.render(route.fileBytes(), route.transfers()));
    }
    otherSizes(place.routes());
    Advice advice = route.advice();
    if (!advice.verdict().equals("unknown")) {
      page.paragraph(
          "      advice: ", advice.verdict() + " " + advice.strategy() + ", " + advice.why());
    }
  }

  private void otherSizes(List<Route> routes) {
    int shown = Math.min(routes.size(), 1 + MOST_SIZE_CLASSES);
    for (Route route : routes.subList(1, shown)) {
      Row row =
          Row.bytes("also " + route.sizeClass(), route.fileBytes(), Place.bytesEvidence(route))
              .withoutShare()
              .note(passes(route));
      page.line("    %s", row.render(route.fileBytes(), route.transfers()));
    }
    if (shown < routes.size()) {
      List<Route> rest = routes.subList(shown, routes.size());
      long bytes = rest.stream().mapToLong(Route::fileBytes).sum();
      page.line(
          "      … and %s more with %s", Page.count(rest.size(), "size class"), Units.bytes(bytes));
    }
  }

  private static String description(Route route) {
    StringBuilder text = new StringBuilder(route.strategy());
    switch (route.target()) {
      case "socket" -> text.append(" to a socket");
      case "pipe" -> text.append(" to a pipe");
      case "file" -> text.append(" to a file").append(received(route));
      default -> text.append(" into memory");
    }
    text.append(
        switch (route.sizeClass()) {
          case "growing" -> " · files that grow";
          case "unknown" -> " · files of unknown size";
          default -> " · files of " + route.sizeClass();
        });
    if (!route.device().isEmpty()) {
      text.append(" on ").append(route.device());
    }
    if (!route.filesystem().isEmpty()) {
      text.append(route.device().isEmpty() ? " on " : " (").append(route.filesystem());
      text.append(route.device().isEmpty() ? "" : ")");
    }
    return text.append(" · ").append(String.join(", ", route.operations())).toString();
  }

  /** Where the bytes of a file that is written came from, if that was not memory or a file. */
  private static String received(Route route) {
    String first = route.hops().isEmpty() ? "" : route.hops().get(0).from();
    return switch (first) {
      case "socket-buffer" -> ", from a socket";
      case "pipe-buffer" -> ", from a pipe";
      default -> "";
    };
  }

  private static List<Row> rows(Route route) {
    RouteEvidence evidence = route.evidence();
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.bytes("file bytes", route.fileBytes(), Place.bytesEvidence(route))
            .withoutShare()
            .note(passes(route)));
    cacheRows(route, rows);
    if (route.directBytes() > 0) {
      rows.add(
          Row.bytes("past the cache", route.directBytes(), evidence.device()).note(waited(route)));
    }
    rows.add(Row.bytes("moved by DMA", route.dmaBytes(), evidence.device()).note(devices(route)));
    rows.add(Row.bytes("copied in kernel", route.cpuCopiedBytes(), evidence.copies()));
    rows.add(Row.bytes("copied in JVM", route.jvmCopiedBytes(), evidence.jvm()));
    rows.add(
        Row.count("system calls", route.systemCalls(), evidence.calls())
            .note(Units.count(route.modeSwitches()) + " mode switches"));
    if (route.majorFaults() + route.minorFaults() > 0) {
      // Nobody but an eBPF program counts faults by lane.
      rows.add(
          Row.count("page faults", route.majorFaults() + route.minorFaults(), EvidenceKind.KERNEL)
              .note(Units.count(route.majorFaults()) + " waited for the device"));
    }
    return rows;
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
      rows.add(Row.share("  stalled", route.stalledBytes(), evidence).note(waited(route)));
    }
  }

  /** Nothing where nobody measured a wait: that is not a wait of no time. */
  private static String waited(Route route) {
    return route.stalledNanos() == 0 ? "" : Units.nanos(route.stalledNanos()) + " waited";
  }

  /**
   * Which devices moved the bytes: {@code 256 MiB from vda, 1.00 GiB to eth0}. Of some it is not
   * known whether they did.
   */
  private static String devices(Route route) {
    List<String> parts = new ArrayList<>();
    for (Hop hop : route.hops()) {
      if (hop.mover() == Mover.DMA || hop.mover() == Mover.UNKNOWN) {
        boolean out = !hop.from().equals("device");
        String name = hop.to().equals("nic") ? route.netdev() : route.device();
        parts.add(
            Units.bytes(hop.bytes())
                + (out ? " to " : " from ")
                + name
                + (hop.mover() == Mover.DMA ? "" : ", by DMA or not"));
      }
    }
    return String.join(", ", parts);
  }

  private static String passes(Route route) {
    return Page.count(route.transfers(), "pass") + ", " + Page.count(route.calls(), "call");
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
          Locale.ROOT, FORMAT, label, value, ofFile, each, Page.mark(evidence) + "  " + note);
    }
  }
}
