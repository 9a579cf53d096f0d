package io.bytetrail.collector.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus's own programs read what is exported, and the files of {@code dashboards}. */
class PrometheusScrapeIT {
  private static final Path FOLDER = Dashboard.folder();
  private static final Path RULES = FOLDER.resolve("prometheus/bytetrail.rules.yml");

  private final PrometheusMetrics metrics =
      new PrometheusMetrics(SampleReports.growing(), "team=storage");
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/metrics", metrics.handler());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void promtoolFindsNothingToSayAboutTheMetrics() throws Exception {
    String text = new String(metrics.scrape(null).body(), UTF_8);

    assertThat(ExternalTool.find("promtool", "prometheus").run(text, "check", "metrics")).isEmpty();
  }

  @Test
  void promtoolAcceptsTheRulesAndTheScrapeConfiguration() throws Exception {
    ExternalTool promtool = ExternalTool.find("promtool", "prometheus");

    promtool.run("", "check", "rules", RULES.toString());
    promtool.run("", "check", "config", FOLDER.resolve("prometheus/prometheus.yml").toString());
    promtool.run(
        "", "test", "rules", FOLDER.resolve("prometheus/bytetrail.rules.test.yml").toString());
  }

  @Test
  void everyQueryOfTheDashboardIsAnswered(@TempDir Path directory) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    try (PrometheusServer prometheus = new PrometheusServer(uri, RULES, directory)) {
      Dashboard.read(FOLDER.resolve("grafana/dashboards/service-copy-paths.json"))
          .assertEveryQueryIsAnswered(prometheus);

      // Known answers: of three passes over 1 MiB one leaves by reference, one is copied twice in
      // the kernel and twice in the JVM, one once in the kernel.
      assertThat(number(prometheus, "bytetrail_file_bytes_total", "", "strategy=\"sendfile\""))
          .isGreaterThan(0);
      assertThat(ratio(prometheus, "mover=\"none\"")).isEqualTo(1.0 / 3);
      assertThat(ratio(prometheus, "mover=\"cpu\"")).isEqualTo(1);
      assertThat(ratio(prometheus, "mover=\"jvm\"")).isEqualTo(2.0 / 3);
      prometheus.awaitAnswer("job_instance_mover:bytetrail_moved_bytes:rate5m");
    }
  }

  /** Bytes by some movers to the file bytes, both of one scrape. */
  private static double ratio(PrometheusServer prometheus, String movers) throws Exception {
    return number(
        prometheus, "bytetrail_moved_bytes_total", " / sum(bytetrail_file_bytes_total)", movers);
  }

  private static double number(
      PrometheusServer prometheus, String metric, String rest, String selector) throws Exception {
    return prometheus
        .awaitAnswer("sum(%s{%s})%s".formatted(metric, selector, rest))
        .path(0)
        .path("value")
        .path(1)
        .asDouble();
  }
}
