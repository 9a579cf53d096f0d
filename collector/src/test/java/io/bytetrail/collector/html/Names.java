package io.bytetrail.collector.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bytetrail.collector.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts a name wherever a report has a text that an application, or a host, may choose. */
final class Names {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What bytetrail itself makes of what it saw. */
  private static final Set<String> OWN =
      Set.of(
          "mover", "evidence", "verdict", "kernelEvidence", "agentEvidence", "kind", "from", "to");

  private Names() {}

  static Report everywhere(Report report, String name) {
    ObjectNode tree = MAPPER.valueToTree(report);
    put(tree, name);
    return MAPPER.convertValue(tree, Report.class);
  }

  private static void put(JsonNode node, String name) {
    if (node instanceof ObjectNode object) {
      List<String> fields = new ArrayList<>();
      object.fieldNames().forEachRemaining(fields::add);
      for (String field : fields) {
        JsonNode value = object.get(field);
        if (value.isTextual() && !OWN.contains(field) && !isKind(value)) {
          object.put(field, name);
        } else {
          put(value, name);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual()) {
          array.set(i, TextNode.valueOf(name));
        } else {
          put(array.get(i), name);
        }
      }
    }
  }

  private static boolean isKind(JsonNode value) {
    return Set.of("KERNEL", "ACCOUNTED", "MODELLED").contains(value.asText());
  }
}
