package io.bytetrail.collector.path;

import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.Route;
import java.util.List;

/**
 * The routes of a process, and what they did to each other.
 *
 * @param routes most file bytes first
 * @param evictions most bytes first
 */
public record Routed(List<Route> routes, List<Eviction> evictions) {
  public Routed {
    routes = List.copyOf(routes);
    evictions = List.copyOf(evictions);
  }
}
