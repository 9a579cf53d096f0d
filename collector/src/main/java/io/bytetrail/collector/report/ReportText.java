package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The report as text, for a terminal of 110 columns: one line for each place in the code that opens
 * files, then the places that matter one by one, then what the figures stand on.
 */
public final class ReportText {
  private static final int MOST_PLACES = 10;
  private static final int ALWAYS_SHOWN = 3;
  private static final int MOST_LINES = 5;

  /** Share of all bytes below which a place has its line in the overview only. */
  private static final double CRUMB = 0.01;

  private final Page page;

  private ReportText(Style style) {
    page = new Page(style);
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
    List<Route> classes = new ArrayList<>();
    List<Route> sockets = new ArrayList<>();
    for (Route route : report.routes()) {
      (ClassLoading.isOf(route) ? classes : route.hasFile() ? files : sockets).add(route);
    }
    header(report);
    if (files.isEmpty() && classes.isEmpty()) {
      page.line("No file has been read or written through the JDK since counting began.");
    } else {
      List<Place> places = Place.of(files);
      OverviewText.write(page, places, classes);
      AdviceText.write(page, files);
      places(places, new FileNames(files));
    }
    sockets(sockets);
    EvictionText.write(page, report);
    outside(report);
    FooterText.write(page, report);
    return page.toString();
  }

  private void header(Report report) {
    Report.Evidence evidence = report.evidence();
    page.line(
        "%s  %s, %s, JVM %s%s · %s rung, %s",
        page.style.bold("bytetrail"),
        page.style.bold(report.service()),
        report.instances().isEmpty()
            ? "pid " + report.pid()
            : Page.count(report.instances().size(), "instance"),
        report.jvm(),
        report.durationNanos() > 0 ? " · " + Units.nanos(report.durationNanos()) + " counted" : "",
        evidence.rung(),
        evidence.mode());
  }

  /** The largest ones always; the others when they are more than crumbs. */
  private void places(List<Place> places, FileNames names) {
    RouteText text = new RouteText(page, names);
    long all = places.stream().mapToLong(Place::fileBytes).sum();
    for (int i = 0; i < Math.min(places.size(), MOST_PLACES); i++) {
      if (i < ALWAYS_SHOWN || places.get(i).fileBytes() >= all * CRUMB) {
        text.write(i + 1, places.get(i));
      }
    }
  }

  private void sockets(List<Route> routes) {
    if (routes.isEmpty()) {
      return;
    }
    page.blank();
    page.line("Without a file:");
    for (Route route : routes.subList(0, Math.min(routes.size(), MOST_LINES))) {
      page.line(
          "    %10s A %14s  %s: %s",
          Units.bytes(largestHop(route)),
          Page.count(route.calls(), "call"),
          route.site(),
          String.join(", ", route.operations()));
    }
    if (routes.size() > MOST_LINES) {
      List<Route> rest = routes.subList(MOST_LINES, routes.size());
      long sum = rest.stream().mapToLong(ReportText::largestHop).sum();
      page.line("    … and %s more with %s", Page.count(rest.size(), "route"), Units.bytes(sum));
    }
  }

  private static long largestHop(Route route) {
    return route.hops().stream().mapToLong(Hop::bytes).max().orElse(0);
  }

  private void outside(Report report) {
    List<Report.OutsideFile> files = report.outside();
    if (files.isEmpty()) {
      return;
    }
    page.blank();
    page.line("Read outside the JDK's own calls (native code, class loading, the JVM itself):");
    for (Report.OutsideFile file : files.subList(0, Math.min(files.size(), MOST_LINES))) {
      page.line("    %10s K  %s  %s", Units.bytes(file.bytes()), file.name(), file.device());
    }
    if (files.size() > MOST_LINES) {
      page.line("    … and %d more", files.size() - MOST_LINES);
    }
  }
}
