package io.bytetrail.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be said of the dashboard and the rules without asking a Prometheus. */
class DashboardTest {
  private static final Pattern METRIC = Pattern.compile("\\bbytetrail_\\w+");
  private static final int GRID_WIDTH = 24;

  private final Dashboard dashboard =
      Dashboard.read(Dashboard.folder().resolve("grafana/dashboards/service-copy-paths.json"));

  DashboardTest() throws IOException {}

  @Test
  void asksOnlyForMetricsThatThereAre() throws IOException {
    Path rules = Dashboard.folder().resolve("prometheus/bytetrail.rules.yml");
    List<String> expressions =
        Files.readAllLines(rules).stream().filter(line -> !line.contains("record:")).toList();

    assertThat(metricsIn(dashboard.queries()))
        .isSubsetOf(catalogue())
        .contains("bytetrail_file_bytes_total");
    assertThat(metricsIn(expressions))
        .filteredOn(name -> !name.startsWith("bytetrail_read_bytes"))
        .isSubsetOf(catalogue());
  }

  @Test
  void showsEveryMetricButTheClock() {
    assertThat(metricsIn(dashboard.queries()))
        .containsAll(
            catalogue().stream()
                .filter(name -> !name.equals("bytetrail_observed_time_seconds_total"))
                .filter(name -> !name.equals("bytetrail_java_calls_total"))
                .toList());
  }

  @Test
  void everyPanelSaysWhatItShowsInWhichUnit() {
    assertThat(dashboard.panels())
        .filteredOn(panel -> !panel.path("type").asText().equals("row"))
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotEmpty();
              assertThat(panel.path("description").asText()).isNotEmpty();
              assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
              boolean table = panel.path("type").asText().equals("table");
              JsonNode unit = panel.path("fieldConfig").path("defaults").path("unit");
              assertThat(table || !unit.asText().isEmpty()).as("unit").isTrue();
            });
  }

  @Test
  void panelsLieOnTheGridAndDoNotOverlap() {
    Set<List<Integer>> taken = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.panels()) {
      JsonNode grid = panel.path("gridPos");
      int right = grid.path("x").asInt() + grid.path("w").asInt();
      int bottom = grid.path("y").asInt() + grid.path("h").asInt();
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      assertThat(right).isLessThanOrEqualTo(GRID_WIDTH);
      for (int x = grid.path("x").asInt(); x < right; x++) {
        for (int y = grid.path("y").asInt(); y < bottom; y++) {
          assertThat(taken.add(List.of(x, y))).as(panel.path("title").asText()).isTrue();
        }
      }
    }
  }

  private static Set<String> metricsIn(List<String> expressions) {
    return expressions.stream()
        .flatMap(expression -> METRIC.matcher(expression).results())
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> catalogue() {
    Set<String> names = new TreeSet<>();
    MetricCatalogue.ALL.forEach(metric -> names.add(metric.prometheusName()));
    names.add(LatencyMetric.NAME + "_bucket");
    return names;
  }
}
