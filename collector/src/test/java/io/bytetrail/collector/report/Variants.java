package io.bytetrail.collector.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Routes like others, by way of their JSON: whatever else a route holds stays as it is. */
public final class Variants {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Variants() {}

  /**
   * A route like another.
   *
   * @param factor for every count of it
   */
  public static Route of(Route route, String site, String sizeClass, double factor, Advice advice) {
    ObjectNode tree = MAPPER.valueToTree(route);
    scale(tree, factor);
    tree.get("hops").forEach(hop -> scale((ObjectNode) hop, factor));
    tree.put("site", site).put("sizeClass", sizeClass);
    tree.set("advice", MAPPER.valueToTree(advice));
    return MAPPER.convertValue(tree, Route.class);
  }

  /** A route like another, but in how the bytes are moved. */
  public static Route moved(Route route, String strategy, List<String> operations) {
    ObjectNode tree = MAPPER.valueToTree(route);
    tree.put("strategy", strategy);
    tree.set("operations", MAPPER.valueToTree(operations));
    return MAPPER.convertValue(tree, Route.class);
  }

  private static void scale(ObjectNode node, double factor) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = node.get(name);
      if (value.isIntegralNumber()) {
        node.put(name, (long) (value.asLong() * factor));
      }
    }
  }
}
