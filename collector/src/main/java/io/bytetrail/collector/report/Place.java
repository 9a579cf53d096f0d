package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the code and what it does there: the routes that differ in nothing but the size class
 * of their files.
 *
 * @param routes most file bytes first; never empty
 */
public record Place(List<Route> routes) {
  private static final long MIB = 1 << 20;

  /** {@code com.acme.Download.send(Download.java:88)}: class and method, file, line. */
  private static final Pattern SITE =
      Pattern.compile(
          "(?:[^ ]*\\.)?([^. ]+\\.[^. (]+)(?: \\(lambda\\) )?\\([^:)]*(?::(\\d+))?\\)(?: < .*)?");

  private record Key(String site, String strategy, List<String> operations, String target) {}

  /** Groups routes; most file bytes first. */
  public static List<Place> of(List<Route> routes) {
    Map<Key, List<Route>> byKey = new LinkedHashMap<>();
    for (Route route : routes) {
      Key key = new Key(route.site(), route.strategy(), route.operations(), route.target());
      byKey.computeIfAbsent(key, unused -> new ArrayList<>()).add(route);
    }
    return byKey.values().stream()
        .map(Place::new)
        .sorted((a, b) -> Long.compare(b.fileBytes(), a.fileBytes()))
        .toList();
  }

  /** The route with the most file bytes. */
  public Route largest() {
    return routes.get(0);
  }

  public long fileBytes() {
    return sum(Route::fileBytes);
  }

  public long sum(ToLongFunction<Route> figure) {
    return routes.stream().mapToLong(figure).sum();
  }

  /** A sum is known no better than the weakest of what it adds up. */
  EvidenceKind weakest(Function<RouteEvidence, EvidenceKind> group) {
    return routes.stream()
        .map(Route::evidence)
        .map(group)
        .max(EvidenceKind::compareTo)
        .orElse(EvidenceKind.MODELLED);
  }

  /** How {@link #fileBytes} is known. */
  EvidenceKind bytesEvidence() {
    return routes.stream()
        .map(Place::bytesEvidence)
        .max(EvidenceKind::compareTo)
        .orElse(EvidenceKind.ACCOUNTED);
  }

  /** Results of calls; but what is only touched in a mapping, no call tells of. */
  static EvidenceKind bytesEvidence(Route route) {
    return route.strategy().equals("mmap") ? EvidenceKind.KERNEL : EvidenceKind.ACCOUNTED;
  }

  boolean hasHop(Mover mover) {
    return routes.stream().anyMatch(r -> r.hops().stream().anyMatch(hop -> hop.mover() == mover));
  }

  /** All of them as if they were one. */
  public static Place together(List<Place> places) {
    return new Place(places.stream().flatMap(place -> place.routes().stream()).toList());
  }

  /** File bytes: {@code 1.00 GiB A}. */
  public Figure bytes() {
    return Figure.of(Units.bytes(fileBytes()), bytesEvidence());
  }

  /** Hits, of what was looked for in the page cache. */
  public Figure hitPercent() {
    long hits = sum(Route::cacheHitBytes);
    long lookedFor = hits + sum(Route::readAheadBytes) + sum(Route::stalledBytes);
    EvidenceKind evidence = weakest(RouteEvidence::cache);
    if (lookedFor == 0) {
      return evidence == EvidenceKind.UNKNOWN ? Figure.UNKNOWN : Figure.NONE;
    }
    return Figure.of(bare(Units.percent(hits, lookedFor)), evidence);
  }

  /** Moved by DMA, times the file bytes. */
  public Figure dmaTimes() {
    return hasHop(Mover.UNKNOWN) && sum(Route::dmaBytes) == 0
        ? Figure.UNKNOWN
        : times(sum(Route::dmaBytes), weakest(RouteEvidence::device));
  }

  /** Copied in the kernel, times the file bytes. */
  public Figure kernelTimes() {
    return times(sum(Route::cpuCopiedBytes), weakest(RouteEvidence::copies));
  }

  /** Copied in the JVM, times the file bytes. */
  public Figure jvmTimes() {
    return times(sum(Route::jvmCopiedBytes), weakest(RouteEvidence::jvm));
  }

  /** System calls for each MiB of file bytes. */
  public Figure callsPerMib() {
    if (fileBytes() == 0) {
      return Figure.NONE;
    }
    double mean = (double) sum(Route::systemCalls) * MIB / fileBytes();
    return Figure.of(
        mean > 0 && mean < 0.005 ? "<0.01" : Units.mean(mean), weakest(RouteEvidence::calls));
  }

  private Figure times(long bytes, EvidenceKind evidence) {
    if (fileBytes() == 0) {
      return Figure.NONE;
    }
    return Figure.of(bytes == 0 ? "0" : bare(Units.times(bytes, fileBytes())), evidence);
  }

  /** Without its unit, which the heading has. */
  private static String bare(String number) {
    return number.substring(0, number.indexOf(' '));
  }

  /** {@code Download.send:88}; the whole site is in the route's own table. */
  public static String shortSite(String site) {
    Matcher parts = SITE.matcher(site);
    if (!parts.matches()) {
      return site;
    }
    return parts.group(1) + (parts.group(2) == null ? "" : ":" + parts.group(2));
  }
}
