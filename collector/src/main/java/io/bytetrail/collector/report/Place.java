package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A place in the code and what it does there: the routes that differ in nothing but the size class
 * of their files.
 *
 * @param routes most file bytes first; never empty
 */
record Place(List<Route> routes) {
  private record Key(String site, String strategy, List<String> operations, String target) {}

  /** Groups routes; most file bytes first. */
  static List<Place> of(List<Route> routes) {
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
  Route largest() {
    return routes.get(0);
  }

  long fileBytes() {
    return sum(Route::fileBytes);
  }

  long sum(ToLongFunction<Route> figure) {
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
}
