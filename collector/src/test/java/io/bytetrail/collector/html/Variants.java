package io.bytetrail.collector.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Route;
import java.util.ArrayList;
import java.util.List;

/** Routes like others, by way of their JSON: whatever else a route holds stays as it is. */
final class Variants {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Variants() {}

  /**
   * A route like another.
   *
   * @param factor for every count of it
   */
  static Route of(Route route, String site, String sizeClass, double factor, Advice advice) {
    ObjectNode tree = MAPPER.valueToTree(route);
    scale(tree, factor);
    tree.get("hops").forEach(hop -> scale((ObjectNode) hop, factor));
    tree.put("site", site).put("sizeClass", sizeClass);
    tree.set("advice", MAPPER.valueToTree(advice));
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
