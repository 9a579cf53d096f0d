package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
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
    JsonNode report = run(jdk, Wrappers.class, directory.toString(), "platform");

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

    assertThat(text())
        .contains("inferred: what was read was found in 100 % of the writes checked")
        .contains("deflate in the JVM: no zero-copy");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhereStoredBytesCameFrom(Jdk jdk) throws Exception {
    Path store = TlsRoutesIT.keyStore(jdk, directory);
    JsonNode report = run(jdk, Uploads.class, directory.toString(), store.toString(), "platform");

    assertStored(report, "stream", "", "ACCOUNTED");
    assertStored(report, "direct", "", "ACCOUNTED");
    assertStored(report, "copied", "", "MODELLED");
    assertStored(report, "tlsStream", "tls", "ACCOUNTED");
    assertStored(report, "tlsEngine", "tls", "ACCOUNTED");
    assertThat(stored(report, "direct").get("jvmCopiedBytes").asLong()).isZero();
    // Into the array that was read, and from there to the file.
    assertThat(stored(report, "stream").get("jvmCopiedBytes").asLong())
        .isEqualTo(2L * Uploads.SIZE);
    assertThat(text()).contains("write to a file, from a socket · files that grow");
  }

  private JsonNode run(Jdk jdk, Class<?> application, String... arguments) throws Exception {
    Path json = directory.resolve("report.json");
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .agent(
                Agents.JAR,
                String.join(
                    ",",
                    "ledger.dir=" + directory,
                    "report.json=" + json,
                    "report.text=" + directory.resolve("report.txt"),
                    "interval=100ms"))
            .classPath(Agents.CLASSES)
            .run(application.getName(), arguments);
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    JsonNode report = new ObjectMapper().readTree(Files.readString(json));
    assertThat(report.get("evidence").get("suppressed").asLong()).isZero();
    return report;
  }

  /** With single blanks. */
  private String text() throws IOException {
    return Files.readString(directory.resolve("report.txt")).replaceAll("\\s+", " ");
  }

  private static JsonNode stored(JsonNode report, String site) {
    for (JsonNode route : report.get("routes")) {
      if (route.get("site").asText().contains("Uploads." + site + "(")
          && route.get("target").asText().equals("file")) {
        return route;
      }
    }
    throw new AssertionError("no route of " + site + " in " + report);
  }

  /** Every byte of the file was received and copied out of the socket's buffer, once. */
  private void assertStored(JsonNode report, String site, String transformed, String evidence) {
    JsonNode route = stored(report, site);
    assertThat(route.get("strategy").asText()).isEqualTo("write");
    assertThat(route.get("file").asText()).isEqualTo(directory.resolve(site).toString());
    assertThat(route.get("fileBytes").asLong()).as(site).isEqualTo(Uploads.SIZE);
    assertThat(route.get("transfers").asLong()).as(site).isEqualTo(1);
    assertThat(route.at("/lineage/transformed").asText()).as(site).isEqualTo(transformed);
    assertThat(route.at("/lineage/evidence").asText()).as(site).isEqualTo(evidence);
    JsonNode received = route.get("hops").get(0);
    assertThat(received.get("from").asText()).isEqualTo("socket-buffer");
    assertThat(received.get("mover").asText()).isEqualTo("CPU");
    long most = transformed.isEmpty() ? Uploads.SIZE : Uploads.SIZE + Uploads.SIZE / 10;
    assertThat(received.get("bytes").asLong()).as(site).isBetween((long) Uploads.SIZE, most);
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
