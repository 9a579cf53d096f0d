package io.bytetrail.collector.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final long MIB = 1 << 20;
  private static final String FORMAT = "%2s %11s %7s %8s %8s %8s %8s %9s  %s";
  private static final String NONE = "–";

  /** {@code com.acme.Download.send(Download.java:88)}: class and method, file, line. */
  private static final Pattern SITE =
      Pattern.compile(
          "(?:[^ ]*\\.)?([^. ]+\\.[^. (]+)(?: \\(lambda\\) )?\\([^:)]*(?::(\\d+))?\\)(?: < .*)?");

  private final Page page;
  private final Place all;
  private final int strategyWidth;

  private OverviewText(Page page, List<Place> places) {
    this.page = page;
    this.all = together(places);
    this.strategyWidth =
        places.stream().mapToInt(place -> place.largest().strategy().length()).max().orElse(0);
  }

  static void write(Page page, List<Place> places) {
    new OverviewText(page, places).write(places);
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
          strategy(route.strategy()) + shortSite(route.site()));
    }
    if (shown < places.size()) {
      List<Place> rest = places.subList(shown, places.size());
      row("", together(rest), "… and " + Page.count(rest.size(), "place") + " more");
    }
    row("", all, "all");
  }

  private static Place together(List<Place> places) {
    return new Place(places.stream().flatMap(place -> place.routes().stream()).toList());
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
            Units.bytes(place.fileBytes()) + " " + Page.mark(place.bytesEvidence()),
            Units.percent(place.fileBytes(), all.fileBytes()),
            hits(place),
            place.hasHop(Mover.UNKNOWN) && place.sum(Route::dmaBytes) == 0
                ? "?  "
                : times(place, place.sum(Route::dmaBytes), place.weakest(RouteEvidence::device)),
            times(place, place.sum(Route::cpuCopiedBytes), place.weakest(RouteEvidence::copies)),
            times(place, place.sum(Route::jvmCopiedBytes), place.weakest(RouteEvidence::jvm)),
            calls(place),
            what);
    page.line("%s", line.length() > Page.WIDTH ? line.substring(0, Page.WIDTH - 1) + "…" : line);
  }

  /** Of what was looked for in the page cache. */
  private static String hits(Place place) {
    long hits = place.sum(Route::cacheHitBytes);
    long lookedFor = hits + place.sum(Route::readAheadBytes) + place.sum(Route::stalledBytes);
    return lookedFor == 0
        ? NONE + "  "
        : bare(Units.percent(hits, lookedFor)) + mark(place.weakest(RouteEvidence::cache));
  }

  private static String times(Place place, long bytes, EvidenceKind evidence) {
    if (place.fileBytes() == 0) {
      return NONE + "  ";
    }
    return (bytes == 0 ? "0" : bare(Units.times(bytes, place.fileBytes()))) + mark(evidence);
  }

  private static String calls(Place place) {
    if (place.fileBytes() == 0) {
      return NONE + "  ";
    }
    double mean = (double) place.sum(Route::systemCalls) * MIB / place.fileBytes();
    return (mean > 0 && mean < 0.005 ? "<0.01" : Units.mean(mean))
        + mark(place.weakest(RouteEvidence::calls));
  }

  private static String mark(EvidenceKind evidence) {
    return " " + Page.mark(evidence);
  }

  /** Without its unit, which the heading has. */
  private static String bare(String number) {
    return number.substring(0, number.indexOf(' '));
  }

  /** {@code Download.send:88}; the whole site is in the route's own table. */
  static String shortSite(String site) {
    Matcher parts = SITE.matcher(site);
    if (!parts.matches()) {
      return site;
    }
    return parts.group(1) + (parts.group(2) == null ? "" : ":" + parts.group(2));
  }
}
