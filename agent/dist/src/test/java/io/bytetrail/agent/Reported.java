package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JSON report of an {@link Obedient} under the packaged agent with its collector.
 *
 * @param rung how the figures are known
 * @param missing what was lost and why, a sentence a line
 * @param fileBytes what went through the routes of the test's file
 */
record Reported(String rung, String missing, long fileBytes) {
  private static final String FILE = "report.json";
  static final String SERVED = "served.bin";

  /** A JVM whose ledger and report go into this directory; nothing else is said anywhere. */
  static ChildJvm jvm(Jdk jdk, Path directory, String... options) {
    String all =
        String.join(
            ",",
            Stream.concat(
                    Stream.of(
                        "ledger.dir=" + directory,
                        "report.json=" + directory.resolve(FILE),
                        "report.text=off",
                        "interval=100ms"),
                    Stream.concat(Stream.of(options), Stream.of("probe.wait=30s")))
                .toList());
    return ChildJvm.on(jdk)
        .options("-Djava.io.tmpdir=" + directory)
        .agent(Agents.JAR, all)
        .classPath(Agents.CLASSES);
  }

  /** Reads the report, which must be whole, and in which no hook may have failed. */
  static Reported in(Path directory) throws IOException {
    return of(Files.readString(directory.resolve(FILE)));
  }

  static Reported of(String json) throws IOException {
    JsonNode report = new ObjectMapper().readTree(json);
    JsonNode evidence = report.get("evidence");
    assertThat(report.get("schema").asInt()).isEqualTo(1);
    assertThat(evidence.get("suppressed").asLong()).as("suppressed errors").isZero();
    List<String> missing = new ArrayList<>();
    evidence.get("missing").forEach(sentence -> missing.add(sentence.asText()));
    long bytes = 0;
    for (JsonNode route : report.get("routes")) {
      if (route.get("file").asText().endsWith(SERVED)) {
        bytes += route.get("fileBytes").asLong();
      }
    }
    return new Reported(evidence.get("rung").asText(), String.join("\n", missing), bytes);
  }

  /** A file for the application, in the directory of the report. */
  static Path file(Path directory, int bytes) throws IOException {
    return Files.write(directory.resolve(SERVED), new byte[bytes]);
  }
}
