package io.bytetrail.collector.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One line for each place in the code, all size classes together: what matters, at first sight.
 *
 * <pre>
 *    file bytes    of all  hit %    DMA ×   kernel ×   JVM ×  calls/MiB  strategy    opened in
 *  1  1.00 GiB A  33.3 %   75.0 K   0.25 K   2.00 A   2.00 M     256 K  read-write  Download.send:88
 * </pre>
 */
final class OverviewText {
  private static final int MOST_PLACES = 15;
  private static final String FORMAT = "%2s %11s %7s %8s %8s %8s %8s %9s  %s";

  private final Page page;
  private final Place classes;
  private final Place all;
  private final int strategyWidth;

  private OverviewText(Page page, List<Place> places, List<Route> classes) {
    this.page = page;
    this.classes = new Place(classes);
    this.all =
        new Place(
            Stream.concat(Place.together(places).routes().stream(), classes.stream()).toList());
    this.strategyWidth =
        places.stream().mapToInt(place -> place.largest().strategy().length()).max().orElse(0);
  }

  /** All places, and in one line what was read to load classes. */
  static void write(Page page, List<Place> places, List<Route> classes) {
    new OverviewText(page, places, classes).write(places);
  }

  private void write(List<Place> places) {
    page.blank();
    page.line("%s", page.style.faint(headings()));
    int shown = Math.min(places.size(), MOST_PLACES);
    for (int i = 0; i < shown; i++) {
      Route route = places.get(i).largest();
      row(
          String.valueOf(i + 1),
          places.get(i),
          strategy(route.strategy()) + Place.shortSite(route.site()));
    }
    if (shown < places.size()) {
      List<Place> rest = places.subList(shown, places.size());
      row("", Place.together(rest), "… and " + Page.count(rest.size(), "place") + " more");
    }
    if (!classes.routes().isEmpty()) {
      row("", classes, strategy("read") + ClassLoading.text(classes.routes()));
    }
    row("", all, "all");
  }

  private String strategy(String strategy) {
    return strategy
        + " ".repeat(Math.max("strategy".length(), strategyWidth) + 2 - strategy.length());
  }

  private String headings() {
    return String.format(
        Locale.ROOT,
        FORMAT,
        "",
        "file bytes  ",
        "of all",
        "hit %  ",
        "DMA ×  ",
        "kernel ×",
        "JVM ×  ",
        "calls/MiB",
        strategy("strategy") + "opened in");
  }

  private void row(String number, Place place, String what) {
    String line =
        String.format(
            Locale.ROOT,
            FORMAT,
            number,
            place.bytes(),
            Units.percent(place.fileBytes(), all.fileBytes()),
            place.hitPercent(),
            place.dmaTimes(),
            place.kernelTimes(),
            place.jvmTimes(),
            place.callsPerMib(),
            what);
    page.line("%s", line.length() > Page.WIDTH ? line.substring(0, Page.WIDTH - 1) + "…" : line);
  }
}
