package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM under the packaged agent that says a line after each of its steps and goes on when it is
 * told to, so that a test can look at the machine between them.
 */
final class SteppedJvm implements AutoCloseable {
  private static final Path AGENT = Path.of("target", "bytetrail-agent.jar").toAbsolutePath();
  private static final int TIMEOUT_SECONDS = 120;

  private final Path reports;
  private final Process process;
  private final BufferedReader said;

  SteppedJvm(Jdk jdk, Class<?> main, Object... arguments) throws IOException {
    reports = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "stepped");
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
    command.add(
        "-javaagent:%s=probe.wait=30s,report.text=%s,report.json=%s"
            .formatted(AGENT, reports.resolve("text"), reports.resolve("json")));
    command.addAll(List.of("-cp", "target/test-classes", main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // To the agent it would be an option with a misspelt name.
    builder.environment().remove("BYTETRAIL_REQUIRE_KERNEL");
    process = builder.start();
    said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What it says after its next step: the step's name, and after a space what it found. */
  String after(String step) throws IOException {
    String line = said.readLine();
    assertThat(line).as("said after " + step).isNotNull().startsWith(step);
    return line.substring(step.length()).strip();
  }

  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits for its end; its report, of the kernel's rung, in which nothing was lost. */
  JsonNode report() throws IOException, InterruptedException {
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("ends in time").isTrue();
    assertThat(said.readLine()).as("said at the end").isNull();
    assertThat(process.exitValue()).isZero();
    JsonNode report = new ObjectMapper().readTree(reports.resolve("json").toFile());
    assertThat(report.at("/evidence/rung").asText()).as("%s", report).isEqualTo("kernel");
    assertThat(report.at("/evidence/suppressed").asLong()).as("suppressed").isZero();
    assertThat(report.at("/evidence/dropped").asLong()).as("dropped").isZero();
    return report;
  }

  String text() throws IOException {
    return Files.readString(reports.resolve("text"));
  }

  /** The one route of a file that was opened in this method. */
  static JsonNode route(JsonNode report, Class<?> type, String method) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode route : report.get("routes")) {
      if (route.get("site").asText().contains("." + type.getSimpleName() + "." + method + "(")
          && !route.get("filesystem").asText().isEmpty()) {
        found.add(route);
      }
    }
    assertThat(found).as("routes of %s in %s", method, report).hasSize(1);
    return found.get(0);
  }

  @Override
  public void close() throws IOException {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      Files.deleteIfExists(reports.resolve("json"));
      Files.deleteIfExists(reports.resolve("text"));
      Files.delete(reports);
    }
  }
}
