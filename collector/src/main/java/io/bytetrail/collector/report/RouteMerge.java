package io.bytetrail.collector.report;

import io.bytetrail.collector.report.Advice.Prediction;
import io.bytetrail.collector.report.Route.CacheHealth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Adds up the routes of several JVMs: those of one place, operation and size class become one. */
final class RouteMerge {
  private record Key(
      String site,
      String strategy,
      List<String> operations,
      String sizeClass,
      String target,
      String via,
      String transformed) {
    static Key of(Route route) {
      return new Key(
          route.site(),
          route.strategy(),
          route.operations(),
          route.sizeClass(),
          route.target(),
          route.lineage().via(),
          route.lineage().transformed());
    }
  }

  /** A hop, and which of its kind it is in its path. */
  private record HopKey(String from, String to, Mover mover, int nth) {}

  private RouteMerge() {}

  /** The routes, most file bytes first. */
  static List<Route> of(List<Route> routes) {
    Map<Key, List<Route>> byKey = new LinkedHashMap<>();
    for (Route route : routes) {
      byKey.computeIfAbsent(Key.of(route), unused -> new ArrayList<>()).add(route);
    }
    return byKey.values().stream()
        .map(same -> same.size() == 1 ? same.get(0) : merged(same))
        .sorted(Comparator.comparingLong(Route::fileBytes).reversed())
        .toList();
  }

  private static Route merged(List<Route> routes) {
    Route first = routes.get(0);
    return RouteBuilder.builder()
        .site(first.site())
        .strategy(first.strategy())
        .operations(first.operations())
        .sizeClass(first.sizeClass())
        .target(first.target())
        .device(names(routes, Route::device))
        .filesystem(names(routes, Route::filesystem))
        .netdev(names(routes, Route::netdev))
        .file(first.file())
        .transfers(ReportMerge.sum(routes, Route::transfers))
        .calls(ReportMerge.sum(routes, Route::calls))
        .fileBytes(ReportMerge.sum(routes, Route::fileBytes))
        .cacheHitBytes(ReportMerge.sum(routes, Route::cacheHitBytes))
        .readAheadBytes(ReportMerge.sum(routes, Route::readAheadBytes))
        .stalledBytes(ReportMerge.sum(routes, Route::stalledBytes))
        .stalledNanos(ReportMerge.sum(routes, Route::stalledNanos))
        .dmaBytes(ReportMerge.sum(routes, Route::dmaBytes))
        .cpuCopiedBytes(ReportMerge.sum(routes, Route::cpuCopiedBytes))
        .jvmCopiedBytes(ReportMerge.sum(routes, Route::jvmCopiedBytes))
        .directBytes(ReportMerge.sum(routes, Route::directBytes))
        .systemCalls(ReportMerge.sum(routes, Route::systemCalls))
        .modeSwitches(ReportMerge.sum(routes, Route::modeSwitches))
        .majorFaults(ReportMerge.sum(routes, Route::majorFaults))
        .minorFaults(ReportMerge.sum(routes, Route::minorFaults))
        .hops(hops(routes))
        .evidence(evidence(routes.stream().map(Route::evidence).toList()))
        .lineage(lineage(routes.stream().map(Route::lineage).toList()))
        .movement(MovementMerge.of(routes.stream().map(Route::movement).toList()))
        .cacheHealth(cacheHealth(routes.stream().map(Route::cacheHealth).toList()))
        .outcome(
            routes.stream()
                .map(Route::outcome)
                .filter(Outcome::happened)
                .findFirst()
                .orElse(Outcome.NONE))
        .writes(routes.stream().map(Route::writes).reduce(Route.Writes.NONE, Route.Writes::plus))
        .accounted(
            routes.stream().map(Route::accounted).reduce(DeviceSample.NONE, DeviceSample::plus))
        .advice(advice(routes))
        .build();
  }

  private static String names(List<Route> routes, Function<Route, String> name) {
    return routes.stream()
        .map(name)
        .filter(text -> !text.isEmpty())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static List<Hop> hops(List<Route> routes) {
    Map<HopKey, Hop> hops = new LinkedHashMap<>();
    for (Route route : routes) {
      Set<HopKey> seen = new HashSet<>();
      for (Hop hop : route.hops()) {
        int nth = 0;
        while (!seen.add(new HopKey(hop.from(), hop.to(), hop.mover(), nth))) {
          nth++;
        }
        hops.merge(
            new HopKey(hop.from(), hop.to(), hop.mover(), nth),
            hop,
            (a, b) ->
                new Hop(
                    a.from(),
                    a.to(),
                    a.mover(),
                    a.bytes() + b.bytes(),
                    ReportMerge.weakest(List.of(a, b), Hop::evidence)));
      }
    }
    return List.copyOf(hops.values());
  }

  private static RouteEvidence evidence(List<RouteEvidence> all) {
    return new RouteEvidence(
        ReportMerge.weakest(all, RouteEvidence::cache),
        ReportMerge.weakest(all, RouteEvidence::device),
        ReportMerge.weakest(all, RouteEvidence::copies),
        ReportMerge.weakest(all, RouteEvidence::jvm),
        ReportMerge.weakest(all, RouteEvidence::calls));
  }

  /** On one host a file that two JVMs read is in both: then its size is counted twice. */
  private static CacheHealth cacheHealth(List<CacheHealth> all) {
    return new CacheHealth(
        ReportMerge.sum(all, CacheHealth::evictedBytes),
        ReportMerge.sum(all, CacheHealth::evictingBytes),
        ReportMerge.sum(all, CacheHealth::refaultedBytes),
        ReportMerge.sum(all, CacheHealth::wastedReadAheadBytes),
        ReportMerge.sum(all, CacheHealth::files),
        ReportMerge.sum(all, CacheHealth::sizeBytes),
        ReportMerge.sum(all, CacheHealth::residentBytes));
  }

  private static Lineage lineage(List<Lineage> all) {
    return new Lineage(
        all.get(0).via(),
        all.get(0).transformed(),
        ReportMerge.weakest(all, Lineage::evidence),
        all.stream().mapToDouble(Lineage::confidence).min().orElse(1),
        all.stream().anyMatch(Lineage::zeroCopyAsked),
        all.stream()
            .map(Lineage::zeroCopyRefused)
            .filter(why -> !why.isEmpty())
            .findFirst()
            .orElse(""));
  }

  /** That of the instance with the most bytes, if all are advised alike; else none. */
  private static Advice advice(List<Route> routes) {
    Route largest = routes.stream().max(Comparator.comparingLong(Route::fileBytes)).orElseThrow();
    Advice advice = largest.advice();
    List<String> verdicts =
        routes.stream()
            .map(route -> route.advice().verdict() + " " + route.advice().strategy())
            .distinct()
            .toList();
    if (verdicts.size() > 1) {
      return Advice.unknown(
          largest.strategy(),
          "instances are advised differently (" + String.join(", ", verdicts) + "): ask of each");
    }
    return new Advice(
        advice.verdict(),
        advice.strategy(),
        advice.why(),
        advice.cpuSavedPerGiB(),
        advice.interval(),
        advice.change(),
        advice.settings(),
        aDay(advice.prediction(), routes.stream().map(r -> r.advice().prediction()).toList()),
        advice.constraints(),
        advice.transfersNeeded(),
        advice.basis());
  }

  /** What is told of a day is told of all instances together. */
  private static Prediction aDay(Prediction one, List<Prediction> all) {
    return new Prediction(
        one.compared(),
        one.cpuPerGiB(),
        one.comparedCpuPerGiB(),
        one.cpuSavedPerGiB(),
        one.interval(),
        one.wallSavedPerGiB(),
        one.wallInterval(),
        sum(all, Prediction::gibPerDay),
        sum(all, Prediction::cpuSavedPerDay),
        List.of(
            sum(all, each -> each.dayInterval().get(0)),
            sum(all, each -> each.dayInterval().get(1))),
        sum(all, Prediction::wallSavedPerDay),
        one.confidence());
  }

  private static double sum(List<Prediction> all, ToDoubleFunction<Prediction> figure) {
    return all.stream().mapToDouble(figure).sum();
  }
}
