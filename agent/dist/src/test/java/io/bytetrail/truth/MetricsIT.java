package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.metrics.Dashboard;
import io.bytetrail.collector.metrics.ExternalTool;
import io.bytetrail.collector.metrics.OtlpReceiver;
import io.bytetrail.collector.metrics.PrometheusServer;
import io.bytetrail.collector.metrics.PrometheusText;
import io.bytetrail.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A live service is scraped by a real Prometheus and received over OTLP, and both agree. */
class MetricsIT {
  private static final Path AGENT = Path.of("target", "bytetrail-agent.jar").toAbsolutePath();
  private static final long SIZE = 1L << 20;
  private static final long PATIENCE_SECONDS = 30;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void prometheusAndOtlpAgreeAndTheDashboardIsAnswered(Jdk jdk, @TempDir Path directory)
      throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + freePort() + "/metrics");
    try (DiskFile file = new DiskFile(SIZE);
        Sink sink = new Sink();
        OtlpReceiver receiver = new OtlpReceiver()) {
      File output = directory.resolve("output.txt").toFile();
      Process service = start(jdk, file, sink, metrics, receiver, output);
      try {
        askEveryQuery(metrics, Files.createDirectory(directory.resolve("prometheus")));
        try (OutputStream stop = service.getOutputStream()) {
          stop.write('\n');
          stop.flush();
          assertSumsAgree(metrics, receiver);
          assertThat(
                  ExternalTool.find("promtool", "prometheus").run(get(metrics), "check", "metrics"))
              .isEmpty();
        }
        assertThat(service.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      } finally {
        service.destroyForcibly();
      }
      assertThat(output).isEmpty();
    }
  }

  private static Process start(
      Jdk jdk, DiskFile file, Sink sink, URI metrics, OtlpReceiver receiver, File output)
      throws IOException {
    // Sampled beside the kernel's counts, so that there is something of every query's.
    String options =
        String.join(
            ",",
            "service=steady-sender",
            "report.text=off",
            "accounted=on",
            "otlp.interval=1s",
            "metrics.port=" + metrics.getPort(),
            "otlp.endpoint=" + receiver.endpoint());
    ProcessBuilder builder =
        new ProcessBuilder(
                jdk.java().toString(),
                "-javaagent:" + AGENT + "=" + options,
                "-cp",
                "target/test-classes",
                SteadySender.class.getName(),
                file.path().toString(),
                Integer.toString(sink.port()))
            .redirectErrorStream(true)
            .redirectOutput(output);
    // To the agent it would be an option with a misspelt name.
    builder.environment().remove("BYTETRAIL_REQUIRE_KERNEL");
    return builder.start();
  }

  private static void askEveryQuery(URI metrics, Path directory) throws Exception {
    Path folder = Dashboard.folder();
    Path rules = folder.resolve("prometheus/bytetrail.rules.yml");
    try (PrometheusServer prometheus = new PrometheusServer(metrics, rules, directory)) {
      Dashboard.read(folder.resolve("grafana/dashboards/service-copy-paths.json"))
          .assertEveryQueryIsAnswered(prometheus);
    }
  }

  /** The service has come to rest; what it moved must come out the same on both, soon. */
  private static void assertSumsAgree(URI metrics, OtlpReceiver receiver) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Map<String, Double> scraped;
    Map<String, Double> received;
    do {
      received = routeSums(OtlpReceiver.sums(receiver.newest()));
      scraped = routeSums(PrometheusText.sums(get(metrics)));
    } while (!scraped.equals(received) && System.nanoTime() < deadline);
    assertThat(received).isEqualTo(scraped);
    assertThat(scraped.get("bytetrail_file_bytes_total")).isGreaterThanOrEqualTo(4.0 * SIZE);
  }

  /** Without what goes on while nothing is moved: time, and what the collector itself costs. */
  private static Map<String, Double> routeSums(Map<String, Double> sums) {
    sums.keySet()
        .retainAll(
            Stream.of(
                    "file_bytes",
                    "moved_bytes",
                    "transfers",
                    "java_calls",
                    "system_calls",
                    "mode_switches",
                    "page_faults",
                    "explained_read_bytes",
                    "suppressed_errors")
                .map(name -> "bytetrail_" + name + "_total")
                .toList());
    return sums;
  }

  private static String get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
