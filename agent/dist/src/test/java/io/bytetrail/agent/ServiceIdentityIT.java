package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.metrics.OtlpReceiver;
import io.bytetrail.testing.Jdk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who a service is, as OpenTelemetry's variables have it, and which bytetrail says so. */
class ServiceIdentityIT {
  private static final int BYTES = 1 << 16;

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void resourceAttributesReachWhoeverReceivesMetrics(Jdk jdk) throws Exception {
    LiveReport live = new LiveReport();
    try (OtlpReceiver receiver = new OtlpReceiver();
        Conversation talk =
            new Conversation(
                Reported.jvm(
                        jdk,
                        directory,
                        live.option(),
                        "otlp.interval=100ms",
                        "otlp.endpoint=" + receiver.endpoint())
                    .environment(
                        "OTEL_RESOURCE_ATTRIBUTES", "service.name=shop%20front,team=storage"),
                directory)) {
      talk.ask("read " + Reported.file(directory, BYTES));
      live.await(Reported::fileBytes, BYTES);

      assertThat(OtlpReceiver.resource(receiver.newest()))
          .containsAllEntriesOf(Map.of("service.name", "shop front", "team", "storage"));
      String metrics = metrics(live.port());
      assertThat(line(metrics, "bytetrail_build_info{"))
          .contains("service=\"shop front\"", "version=\"" + version() + "\"");
      assertThat(line(metrics, "target_info{")).contains("team=\"storage\"");
      assertThat(talk.finish().err()).isEmpty();
    }
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
  }

  private static String version() throws Exception {
    try (JarFile jar = new JarFile(Agents.JAR.toFile())) {
      return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    }
  }

  private static String metrics(int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private static String line(String metrics, String start) {
    return metrics.lines().filter(line -> line.startsWith(start)).findFirst().orElse("");
  }
}
