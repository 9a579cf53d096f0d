package io.bytetrail.collector.html;

import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.PathLine;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A copy path as a graph without circles, which is what a Sankey diagram can show: a station that
 * the bytes come back to, such as native memory before and after the heap, is a node each time.
 *
 * @param nodes names of the stations
 * @param links what is between them
 */
record Sankey(List<String> nodes, List<Link> links) {
  /**
   * A hop.
   *
   * @param from index of a node
   * @param to index of a node
   * @param bytes how many, at least 1
   * @param mover {@code dma}, {@code cpu}, {@code jvm}, {@code reference} or {@code unknown}
   * @param text the bytes as people read them, and how they are known
   */
  record Link(int from, int to, long bytes, String mover, String text) {}

  static Sankey of(Route route) {
    Builder builder = new Builder(route);
    route.hops().stream().filter(hop -> hop.bytes() > 0).forEach(builder::add);
    return new Sankey(builder.nodes, builder.links);
  }

  private static final class Builder {
    private final Route route;
    private final List<String> nodes = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<String, Integer> newest = new HashMap<>(); // node of a station

    Builder(Route route) {
      this.route = route;
    }

    void add(Hop hop) {
      int from = newest.containsKey(hop.from()) ? newest.get(hop.from()) : node(hop.from());
      Integer known = newest.get(hop.to());
      int to = known != null && !leads(known, from) ? known : node(hop.to());
      links.add(
          new Link(
              from,
              to,
              hop.bytes(),
              PathLine.Kind.of(hop).name().toLowerCase(Locale.ROOT),
              Units.bytes(hop.bytes()) + " " + mark(hop.evidence())));
    }

    private int node(String station) {
      nodes.add(PathLine.station(station, route));
      newest.put(station, nodes.size() - 1);
      return nodes.size() - 1;
    }

    /** Whether a way leads from one node to the other; each leads to itself. */
    private boolean leads(int start, int end) {
      return start == end
          || links.stream().anyMatch(link -> link.from() == start && leads(link.to(), end));
    }
  }

  private static String mark(EvidenceKind evidence) {
    return evidence.name().substring(0, 1);
  }
}
