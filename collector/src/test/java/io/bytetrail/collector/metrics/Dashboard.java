package io.bytetrail.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Grafana dashboard, asked what Grafana would ask. */
public final class Dashboard {
  /** The only form of variable query the dashboards use. */
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<selector>.+), *(?<label>\\w+)\\)");

  private final JsonNode json;

  private Dashboard(JsonNode json) {
    this.json = json;
  }

  /** The dashboard of a file. */
  public static Dashboard read(Path file) throws IOException {
    return new Dashboard(new ObjectMapper().readTree(Files.readString(file)));
  }

  /** The folder {@code dashboards} of the project, from wherever a module's tests run. */
  public static Path folder() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("dashboards"))) {
      directory = directory.getParent();
    }
    return directory.resolve("dashboards");
  }

  JsonNode json() {
    return json;
  }

  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    json.path("panels").forEach(panels::add);
    return panels;
  }

  /** Every query of every panel, as written. */
  List<String> queries() {
    return panels().stream()
        .flatMap(panel -> panel.path("targets").findValuesAsText("expr").stream())
        .toList();
  }

  /**
   * Asks a Prometheus every query, the variables filled in as Grafana would, and fails unless each
   * has an answer.
   */
  public void assertEveryQueryIsAnswered(PrometheusServer prometheus)
      throws IOException, InterruptedException {
    Map<String, String> variables = variables(prometheus);
    List<String> queries = queries();
    assertThat(queries).isNotEmpty();
    for (String query : queries) {
      prometheus.awaitAnswer(fill(query, variables));
    }
  }

  private Map<String, String> variables(PrometheusServer prometheus)
      throws IOException, InterruptedException {
    Map<String, String> variables = new LinkedHashMap<>();
    // What Grafana computes: four scrapes, and the range shown.
    variables.put("$__rate_interval", 4 * PrometheusServer.SCRAPE_SECONDS + "s");
    variables.put("$__range", "5m");
    for (JsonNode variable : json.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        String query = fill(variable.path("definition").asText(), variables);
        Matcher matcher = LABEL_VALUES.matcher(query);
        assertThat(matcher.matches()).as(query).isTrue();
        String label = matcher.group("label");
        JsonNode answer =
            prometheus.awaitAnswer(
                "count by (%s) (%s)".formatted(label, matcher.group("selector")));
        String value = answer.path(0).path("metric").path(label).asText();
        assertThat(value).as(query).isNotEmpty();
        variables.put("$" + variable.path("name").asText(), value);
      }
    }
    return variables;
  }

  private static String fill(String query, Map<String, String> variables) {
    String filled = query;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      filled = filled.replace(variable.getKey(), variable.getValue());
    }
    assertThat(filled).doesNotContain("$");
    return filled;
  }
}
