package io.bytetrail.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The JSON report of a {@link ServerRun}, in which nothing was lost and no hook has failed. */
public final class ObservedReport {
  private final List<ObservedRoute> routes = new ArrayList<>();

  private ObservedReport(JsonNode json) {
    json.get("routes").forEach(route -> routes.add(new ObservedRoute(route)));
  }

  static ObservedReport read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    JsonNode evidence = json.get("evidence");
    assertThat(evidence.get("suppressed").asLong()).as("suppressed errors").isZero();
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      assumeThat(evidence.get("rung").asText()).as("%s", evidence).isEqualTo("kernel");
    }
    assertThat(evidence.get("rung").asText()).as("%s", evidence).isEqualTo("kernel");
    assertThat(evidence.get("dropped").asLong()).as("dropped records").isZero();
    return new ObservedReport(json);
  }

  /** The route of this file at a place that holds these words; there must be one. */
  public ObservedRoute route(Path file, String site) {
    return routeTo(file.toString(), site);
  }

  /** The route of the file whose path ends so, at a site that holds these words. */
  public ObservedRoute routeTo(String name, String site) {
    List<ObservedRoute> found =
        routes.stream()
            .filter(route -> route.file().endsWith(name) && route.place().contains(site))
            .toList();
    assertThat(found).as("routes of %s at %s in %s", name, site, this).hasSize(1);
    return found.get(0);
  }

  /**
   * The route of a file that is written, where it is inferred that a socket brought its bytes in;
   * those of which this was not found out are in another one, and together they are all.
   */
  public ObservedRoute storedInferred(String name, String site, double share, long bytes) {
    List<ObservedRoute> found =
        routes.stream()
            .filter(route -> route.file().endsWith(name) && route.place().contains(site))
            .filter(route -> route.strategy().equals("write"))
            .toList();
    List<ObservedRoute> inferred = found.stream().filter(route -> !route.isExact()).toList();
    assertThat(inferred).as("inferred routes of %s at %s in %s", name, site, this).hasSize(1);
    assertThat(found.stream().mapToLong(ObservedRoute::fileBytes).sum()).isEqualTo(bytes);
    assertThat(inferred.get(0).fileBytes()).isGreaterThan((long) (share * bytes));
    assertThat(inferred.get(0).confidence()).isEqualTo(1);
    return inferred.get(0);
  }

  /** All routes of this file. */
  public List<ObservedRoute> routes(Path file) {
    return routes.stream().filter(route -> route.file().equals(file.toString())).toList();
  }

  public List<ObservedRoute> routes() {
    return List.copyOf(routes);
  }

  @Override
  public String toString() {
    return routes.stream().map(ObservedRoute::toString).collect(Collectors.joining("\n"));
  }
}
