package io.bytetrail.collector.html;

import io.bytetrail.collector.html.AdviceView.Gain;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.Figure;
import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.Instance;
import io.bytetrail.collector.report.Place;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.Route.CacheHealth;
import io.bytetrail.collector.report.Units;
import io.bytetrail.ledger.SizeClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the page's template puts where. Immutable.
 *
 * @param places the places in the code, most file bytes first
 * @param morePlaces a sentence on those that found no room; empty when all did
 * @param all of them together; null when there is none
 * @param sizes a row a size class, small files first
 * @param routes the cards
 * @param moreRoutes a sentence on those that have no card
 * @param allSockets routes without a file
 */
record PageView(
    Report report,
    Headline headline,
    List<KeyFigure> keyFigures,
    List<RowView> places,
    String morePlaces,
    RowView all,
    List<RowView> sizes,
    List<RouteView> routes,
    String moreRoutes,
    List<Route> allSockets) {
  /** So that the page stays below 2 MiB, whatever the service does; the JSON has all. */
  static final int MOST_ROUTES = 200;

  private static final int MOST_PLACES = 25;
  private static final int MOST_LINES = 12;

  /** A route without a file. */
  record SocketRow(String site, String operations, String bytes, String calls) {}

  static PageView of(Report report) {
    List<Route> files = report.routes().stream().filter(Route::hasFile).toList();
    List<Place> places = Place.of(files);
    Place all = Place.together(places);
    List<RouteView> views = views(files, all.fileBytes());
    int cards = Math.min(views.size(), MOST_ROUTES);
    return new PageView(
        report,
        Headline.of(views),
        files.isEmpty() ? List.of() : keyFigures(report, all),
        rows(places, all, views.subList(0, cards)),
        more(places.size() - MOST_PLACES, "place", ""),
        files.isEmpty() ? null : row("all", "", "", 0, all, all),
        sizes(files, all),
        views.subList(0, cards),
        more(views.size() - MOST_ROUTES, "route", "; the JSON report has them"),
        report.routes().stream().filter(route -> !route.hasFile()).toList());
  }

  /** What the page's script draws. */
  String json() {
    return ChartData.of(
            report.history(), routes.stream().map(view -> Sankey.of(view.route())).toList())
        .json();
  }

  /** What the report is about, a few words each. */
  List<String> about() {
    List<String> facts = new ArrayList<>();
    if (report.instances().isEmpty()) {
      facts.add("pid " + report.pid());
    } else {
      facts.add(Units.count(report.instances().size()) + " instances");
    }
    facts.add("JVM " + report.jvm());
    if (report.durationNanos() > 0) {
      facts.add(Units.nanos(report.durationNanos()) + " counted");
    }
    facts.add(report.evidence().rung() + " rung, " + report.evidence().mode());
    return facts;
  }

  List<String> instances() {
    return report.instances().stream().map(Instance::inWords).toList();
  }

  List<SocketRow> sockets() {
    return allSockets.stream()
        .limit(MOST_LINES)
        .map(
            route ->
                new SocketRow(
                    route.site(),
                    String.join(", ", route.operations()),
                    Units.bytes(route.hops().stream().mapToLong(Hop::bytes).max().orElse(0)),
                    Units.count(route.calls())))
        .toList();
  }

  String moreSockets() {
    return more(allSockets.size() - MOST_LINES, "route", "");
  }

  List<Report.OutsideFile> outside() {
    return report.outside().stream().limit(MOST_LINES).toList();
  }

  String moreOutside() {
    return more(report.outside().size() - MOST_LINES, "file", "");
  }

  /** Whether the kernel's programs have watched the pages of any route. */
  boolean knowsHealth() {
    return !report.evictions().isEmpty()
        || report.routes().stream().anyMatch(r -> !r.cacheHealth().equals(CacheHealth.NONE));
  }

  /** What became of the pages of all routes. */
  List<Gain> health() {
    return List.of(
        fact("evicted", CacheHealth::evictedBytes),
        fact("brought in again", CacheHealth::refaultedBytes),
        fact("read ahead, unread", CacheHealth::wastedReadAheadBytes),
        fact("in the cache now", CacheHealth::residentBytes),
        fact("size of the files", CacheHealth::sizeBytes));
  }

  private Gain fact(String label, ToLongFunction<CacheHealth> bytes) {
    long sum = report.routes().stream().map(Route::cacheHealth).mapToLong(bytes).sum();
    return new Gain(label, Units.bytes(sum), "");
  }

  /** Those in which one lost by another first. */
  List<Eviction> evictions() {
    return report.evictions().stream()
        .sorted((a, b) -> Boolean.compare(b.isAmongOthers(), a.isAmongOthers()))
        .limit(MOST_LINES)
        .toList();
  }

  String moreEvictions() {
    return more(report.evictions().size() - MOST_LINES, "pair", "");
  }

  /** What the watching cost: CPU time, and how it is known. */
  String overhead() {
    Report.Overhead overhead = report.overhead();
    String kernel =
        report.evidence().rung().equals("kernel")
            ? "eBPF programs "
                + Units.nanos(overhead.kernelNanos())
                + " "
                + overhead.kernelEvidence().name().charAt(0)
                + ", "
            : "";
    return kernel
        + "hooks "
        + Units.nanos(overhead.agentNanos())
        + " "
        + overhead.agentEvidence().name().charAt(0)
        + ", collector "
        + Units.nanos(overhead.collectorCpuNanos())
        + " A (CPU time)";
  }

  boolean endsInLoopback() {
    return report.routes().stream()
        .anyMatch(route -> route.hops().stream().anyMatch(hop -> hop.to().equals("loopback")));
  }

  /** Of what the process read from files: {@code 99.95 %}; empty when that is not known. */
  String explained() {
    Report.Evidence evidence = report.evidence();
    return evidence.processReadBytes() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%.2f %%",
            // Cut, not rounded: 100 % is said only of all of it.
            Math.floor(10_000.0 * evidence.explainedReadBytes() / evidence.processReadBytes())
                / 100);
  }

  boolean hasPast() {
    return report.history().points().size() > 1;
  }

  /** Whether anybody saw where the bytes were. */
  boolean knowsCache() {
    return all != null && all.place().hitPercent().evidence().isPresent();
  }

  /** How that is known. */
  String cacheMark() {
    return all.place().hitPercent().mark();
  }

  private static List<RouteView> views(List<Route> files, long allBytes) {
    List<RouteView> views = new ArrayList<>();
    for (Route route : files) {
      boolean hasPath = route.hops().stream().anyMatch(hop -> hop.bytes() > 0);
      views.add(
          new RouteView(
              views.size() + 1, route, Units.percent(route.fileBytes(), allBytes), hasPath));
    }
    return views;
  }

  private static List<KeyFigure> keyFigures(Report report, Place all) {
    List<KeyFigure> figures = new ArrayList<>();
    Figure bytes = all.bytes();
    int blank = bytes.value().indexOf(' ');
    double seconds = report.durationNanos() / 1e9;
    figures.add(
        new KeyFigure(
            new Figure(bytes.value().substring(0, blank), bytes.evidence()),
            bytes.value().substring(blank + 1),
            "file bytes",
            seconds > 0 ? Units.bytes((long) (all.fileBytes() / seconds)) + "/s" : ""));
    figures.add(
        new KeyFigure(all.hitPercent(), "%", "in the page cache", "before they were asked for"));
    figures.add(
        new KeyFigure(all.dmaTimes(), "×", "moved by DMA", Units.bytes(all.sum(Route::dmaBytes))));
    figures.add(
        new KeyFigure(
            all.kernelTimes(),
            "×",
            "copied in the kernel",
            Units.bytes(all.sum(Route::cpuCopiedBytes))));
    figures.add(
        new KeyFigure(
            all.jvmTimes(), "×", "copied in the JVM", Units.bytes(all.sum(Route::jvmCopiedBytes))));
    figures.add(
        new KeyFigure(
            all.callsPerMib(),
            "/MiB",
            "system calls",
            Units.count(all.sum(Route::systemCalls)) + " in all"));
    return figures;
  }

  private static List<RowView> rows(List<Place> places, Place all, List<RouteView> cards) {
    List<RowView> rows = new ArrayList<>();
    for (Place place : places.subList(0, Math.min(places.size(), MOST_PLACES))) {
      Route largest = place.largest();
      int card =
          cards.stream()
              .filter(view -> view.route().equals(largest))
              .mapToInt(RouteView::number)
              .findFirst()
              .orElse(0);
      rows.add(
          row(
              Place.shortSite(largest.site()),
              largest.site(),
              largest.strategy(),
              card,
              place,
              all));
    }
    return rows;
  }

  private static RowView row(
      String label, String title, String strategy, int card, Place place, Place all) {
    double share = all.fileBytes() == 0 ? 0 : 100.0 * place.fileBytes() / all.fileBytes();
    return new RowView(
        label,
        title,
        strategy,
        card,
        Units.percent(place.fileBytes(), all.fileBytes()),
        String.format(Locale.ROOT, "%.1f", share),
        place);
  }

  private static List<RowView> sizes(List<Route> files, Place all) {
    Map<String, List<Route>> bySize = new LinkedHashMap<>();
    for (SizeClass size : SizeClass.values()) {
      if (size != SizeClass.UNKNOWN) {
        bySize.put(size.label(), new ArrayList<>());
      }
    }
    for (Route route : files) {
      bySize.computeIfAbsent(route.sizeClass(), unused -> new ArrayList<>()).add(route);
    }
    return bySize.entrySet().stream()
        .filter(size -> !size.getValue().isEmpty())
        .map(
            size ->
                row(size.getKey().replace("-", "–"), "", "", 0, new Place(size.getValue()), all))
        .toList();
  }

  private static String more(int count, String what, String where) {
    return count <= 0
        ? ""
        : "… and " + Units.count(count) + " more " + what + (count == 1 ? "" : "s") + where;
  }
}
