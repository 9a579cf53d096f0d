package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Sender} run to its end in a JVM of its own under the packaged agent. */
final class Service {
  private static final Path AGENT = Path.of("target", "bytetrail-agent.jar").toAbsolutePath();
  private static final int TIMEOUT_SECONDS = 120;

  private final List<String> wrapper = new ArrayList<>();
  private final List<String> jvmArguments = new ArrayList<>();
  private InetAddress address = InetAddress.getLoopbackAddress();
  private final Jdk jdk;
  private final String mode;

  Service(Jdk jdk, String mode) {
    this.jdk = jdk;
    this.mode = mode;
  }

  /** Words to put before {@code java}: {@code strace}, say. */
  Service under(String... words) {
    wrapper.addAll(List.of(words));
    return this;
  }

  /** The address of this host to send to; loopback if it is not said. */
  Service to(InetAddress other) {
    address = other;
    return this;
  }

  Service withJvmArguments(String... words) {
    jvmArguments.addAll(List.of(words));
    return this;
  }

  /** Sends the file and returns the JSON report, after checking that nothing was lost or said. */
  JsonNode send(String strategy, DiskFile file, int chunk, int passes)
      throws IOException, InterruptedException {
    Path report = Files.createTempFile(Path.of("target"), "report", ".json").toAbsolutePath();
    Path output = Files.createTempFile(Path.of("target"), "output", ".txt").toAbsolutePath();
    try (Sink sink = new Sink(address)) {
      List<String> command = new ArrayList<>(wrapper);
      command.add(jdk.java().toString());
      command.addAll(jvmArguments);
      command.add(
          "-javaagent:%s=mode=%s,report.text=off,probe.wait=30s,report.json=%s"
              .formatted(AGENT, mode, report));
      command.addAll(List.of("-cp", "target/test-classes", Sender.class.getName()));
      command.addAll(List.of(strategy, file.path().toString()));
      command.addAll(
          List.of(
              Integer.toString(chunk),
              Integer.toString(passes),
              Integer.toString(sink.port()),
              address.getHostAddress()));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      // To the agent it would be an option with a misspelt name.
      builder.environment().remove("BYTETRAIL_REQUIRE_KERNEL");
      Process process = builder.start();
      try {
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("ends in time").isTrue();
      } finally {
        process.destroyForcibly();
      }
      String said = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(said).as("output of %s", command).isEmpty();
      assertThat(process.exitValue()).isZero();
      JsonNode json = new ObjectMapper().readTree(report.toFile());
      JsonNode evidence = json.get("evidence");
      assertThat(evidence.get("suppressed").asLong()).as("suppressed errors").isZero();
      assertThat(evidence.get("dropped").asLong()).as("dropped records").isZero();
      return json;
    } finally {
      Files.deleteIfExists(report);
      Files.deleteIfExists(output);
    }
  }

  /** The one route of this report that carries the file. */
  static JsonNode routeOf(JsonNode report, DiskFile file) {
    List<JsonNode> routes = new ArrayList<>();
    for (JsonNode route : report.get("routes")) {
      if (route.get("file").asText().equals(file.path().toString())) {
        routes.add(route);
      }
    }
    assertThat(routes).as("routes of %s in %s", file.path(), report).hasSize(1);
    return routes.get(0);
  }
}
