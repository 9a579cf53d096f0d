package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code /proc} says of sampled calls, beside what the kernel's programs count of all. */
class AccountedIT {
  private static final int RUNS = 100;
  private static final int FEW = 4;

  /** Every file is read from the device twice. */
  private static final long COLD = 2L * SampledRuns.BYTES;

  /** On a real disk: a filesystem in memory reads nothing from any. */
  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theKernelsFigureIsInTheIntervalIn95Of100Runs(Jdk jdk) throws Exception {
    JsonNode report = run(jdk, RUNS, "accounted=on,budget=1%".split(","));
    int within = 0;
    int sampled = 0;
    List<String> outside = new ArrayList<>();
    for (JsonNode route : routes(report)) {
      JsonNode accounted = route.get("accounted");
      long kernel = fromDevice(route, "KERNEL");
      boolean in =
          accounted.get("interval").get(0).asLong() <= kernel
              && kernel <= accounted.get("interval").get(1).asLong();
      within += in ? 1 : 0;
      sampled += accounted.get("oneIn").asLong() > 1 ? 1 : 0;
      if (!in) {
        outside.add(kernel + " " + accounted);
      }
    }

    System.out.printf(
        "AccountedIT, JDK %s: %d of %d within, %d sampled%n", jdk, within, RUNS, sampled);
    assertThat(report.get("evidence").get("rung").asText()).isEqualTo("kernel");
    assertThat(routes(report)).hasSize(RUNS);
    assertThat(within).as("outside: " + outside).isGreaterThanOrEqualTo(RUNS * 95 / 100);
    assertThat(sampled).as("runs of which not every call was looked at").isPositive();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isExactWithoutTheProbeWhereEveryCallFitsTheBudget(Jdk jdk) throws Exception {
    JsonNode report = run(jdk, FEW, "probe=off", "budget=100%");

    assertThat(report.get("evidence").get("rung").asText()).isEqualTo("accounted");
    assertThat(routes(report)).hasSize(FEW);
    for (JsonNode route : routes(report)) {
      JsonNode accounted = route.get("accounted");
      assertThat(accounted.get("oneIn").asLong()).isEqualTo(1);
      assertThat(accounted.get("deviceReadBytes").asLong()).isEqualTo(COLD);
      assertThat(accounted.get("interval").get(0).asLong()).isEqualTo(COLD);
      assertThat(accounted.get("interval").get(1).asLong()).isEqualTo(COLD);
      assertThat(fromDevice(route, "ACCOUNTED")).isEqualTo(COLD);
      assertThat(route.get("cacheHitBytes").asLong())
          .isEqualTo(route.get("fileBytes").asLong() - COLD);
      assertThat(route.get("evidence").get("device").asText()).isEqualTo("ACCOUNTED");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isOffWhereTheKernelCounts(Jdk jdk) throws Exception {
    JsonNode report = run(jdk, 1);

    assertThat(report.get("evidence").get("rung").asText()).isEqualTo("kernel");
    assertThat(routes(report)).hasSize(1);
    assertThat(routes(report).get(0).get("accounted").get("calls").asLong()).isZero();
    assertThat(report.get("overhead").get("samplingNanos").asLong()).isZero();
    assertThat(fromDevice(routes(report).get(0), "KERNEL")).isEqualTo(COLD);
  }

  private JsonNode run(Jdk jdk, int runs, String... options) throws Exception {
    ChildJvm.Result result =
        Reported.jvm(jdk, directory, options)
            .run(SampledRuns.class.getName(), directory.toString(), Integer.toString(runs));
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    JsonNode report =
        new ObjectMapper().readTree(Files.readString(directory.resolve("report.json")));
    assertThat(report.get("evidence").get("suppressed").asLong()).isZero();
    return report;
  }

  private static List<JsonNode> routes(JsonNode report) {
    List<JsonNode> routes = new ArrayList<>();
    for (JsonNode route : report.get("routes")) {
      if (route.get("file").asText().contains("/run-")
          && route.get("strategy").asText().equals("read")) {
        routes.add(route);
      }
    }
    return routes;
  }

  private static long fromDevice(JsonNode route, String evidence) {
    long bytes = 0;
    for (JsonNode hop : route.get("hops")) {
      if (hop.get("from").asText().equals("device")) {
        assertThat(hop.get("evidence").asText()).isEqualTo(evidence);
        bytes += hop.get("bytes").asLong();
      }
    }
    return bytes;
  }
}
