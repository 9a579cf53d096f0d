package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a report says of routes that are transformed, inferred, or not what was asked for. */
class LineageIT {
  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhatBecameOfTheBytesAndOfZeroCopy(Jdk jdk) throws Exception {
    Path json = directory.resolve("report.json");
    Path text = directory.resolve("report.txt");
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .agent(
                Agents.JAR,
                String.join(
                    ",",
                    "ledger.dir=" + directory,
                    "report.json=" + json,
                    "report.text=" + text,
                    "interval=100ms"))
            .classPath(Agents.CLASSES)
            .run(Wrappers.class.getName(), directory.toString(), "platform");
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    JsonNode report = new ObjectMapper().readTree(Files.readString(json));
    assertThat(report.get("evidence").get("suppressed").asLong()).isZero();

    JsonNode plain = route(report, "bufferedInput");
    assertLineage(plain, "", "ACCOUNTED", 1, false, "");
    assertThat(plain.get("jvmCopiedBytes").asLong()).isEqualTo(3L * Wrappers.SIZE);
    assertThat(plain.get("evidence").get("jvm").asText()).isEqualTo("ACCOUNTED");

    JsonNode inferred = route(report, "getFromDirect");
    assertLineage(inferred, "", "MODELLED", 1, false, "");
    assertThat(inferred.get("jvmCopiedBytes").asLong()).isEqualTo(2L * Wrappers.SIZE);
    assertThat(inferred.get("evidence").get("jvm").asText()).isEqualTo("MODELLED");

    assertLineage(route(report, "gzip"), "deflate", "ACCOUNTED", 1, false, "");

    JsonNode refused = route(report, "transferToWrapped");
    assertLineage(refused, "", "ACCOUNTED", 1, true, "the target is no socket or file channel");
    assertThat(refused.get("strategy").asText()).isEqualTo("sendfile-copied");

    assertThat(Files.readString(text).replaceAll("\\s+", " "))
        .contains("inferred: what was read was found in 100 % of the writes checked")
        .contains("deflate in the JVM: no zero-copy");
  }

  private static JsonNode route(JsonNode report, String site) {
    for (JsonNode route : report.get("routes")) {
      if (route.get("site").asText().contains("Wrappers." + site + "(")
          && route.get("target").asText().equals("socket")
          && route.get("fileBytes").asLong() > 0) {
        return route;
      }
    }
    throw new AssertionError("no route of " + site + " in " + report);
  }

  private static void assertLineage(
      JsonNode route,
      String transformed,
      String evidence,
      double confidence,
      boolean asked,
      String refused) {
    JsonNode lineage = route.get("lineage");
    assertThat(lineage.get("transformed").asText()).isEqualTo(transformed);
    assertThat(lineage.get("evidence").asText()).isEqualTo(evidence);
    assertThat(lineage.get("confidence").asDouble()).isEqualTo(confidence);
    assertThat(lineage.get("zeroCopyAsked").asBoolean()).isEqualTo(asked);
    assertThat(lineage.get("zeroCopyRefused").asText()).startsWith(refused);
    assertThat(route.get("fileBytes").asLong()).isEqualTo(Wrappers.SIZE);
  }
}
