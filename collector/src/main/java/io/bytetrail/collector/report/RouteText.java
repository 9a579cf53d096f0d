package io.bytetrail.collector.report;

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
  private static final String FORMAT = "  %-20s%12s%11s%13s  %s";
  private static final String HEADINGS =
      String.format(Locale.ROOT, FORMAT, "", "total", "of file", "each pass", "").stripTrailing();

  private final Page page;
  private final PathLine paths;
  private final FileNames names;

  RouteText(Page page, FileNames names) {
    this.page = page;
    this.names = names;
    this.paths = new PathLine(page.style);
  }

  void write(int number, Place place) {
    Route route = place.largest();
    page.blank();
    page.line("%2d  %s", number, page.style.bold(route.site()));
    if (!route.lineage().via().isEmpty()) {
      page.line("    %s", page.style.faint("via " + route.lineage().via()));
    }
    page.line("    %s", RouteRows.description(route));
    String file = names.of(route);
    if (!file.isEmpty()) {
      page.paragraph("    ", file);
    }
    String path = paths.of(route);
    if (!path.isEmpty()) {
      page.line("    %s", path);
    }
    String lineage = LineageText.of(route.lineage());
    if (!lineage.isEmpty()) {
      page.paragraph("    ", lineage);
    }
    page.blank();
    page.line("    %s", page.style.faint(HEADINGS));
    for (RouteRow row : RouteRows.of(route)) {
      page.line("    %s", line(row, route));
    }
    otherSizes(place.routes());
    for (Route each : place.routes()) {
      if (each.outcome().happened()) {
        page.paragraph("      outcome: ", OutcomeText.of(each));
      }
    }
    Advice advice = route.advice();
    if (!advice.verdict().equals("unknown")) {
      page.paragraph(
          "      advice: ", advice.verdict() + " " + advice.strategy() + ", " + advice.why());
    }
  }

  private void otherSizes(List<Route> routes) {
    int shown = Math.min(routes.size(), 1 + MOST_SIZE_CLASSES);
    for (Route route : routes.subList(1, shown)) {
      RouteRow row =
          RouteRow.bytes("also " + route.sizeClass(), route.fileBytes(), Place.bytesEvidence(route))
              .withoutShare()
              .note(RouteRows.passes(route) + names.brief(route));
      page.line("    %s", line(row, route));
    }
    if (shown < routes.size()) {
      List<Route> rest = routes.subList(shown, routes.size());
      long bytes = rest.stream().mapToLong(Route::fileBytes).sum();
      page.line(
          "      … and %s more with %s", Page.count(rest.size(), "size class"), Units.bytes(bytes));
    }
  }

  private static String line(RouteRow row, Route route) {
    return String.format(
        Locale.ROOT,
        FORMAT,
        (row.isPart() ? "  " : "") + row.label(),
        row.value(),
        row.ofFile(route.fileBytes()),
        row.eachPass(route.transfers()),
        Page.mark(row.evidence()) + "  " + row.note());
  }
}
