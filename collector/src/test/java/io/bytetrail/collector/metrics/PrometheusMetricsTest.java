package io.bytetrail.collector.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bytetrail.collector.metrics.PrometheusMetrics.Exposition;
import io.bytetrail.collector.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
  private HttpServer server;

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void writesTextUnlessOpenMetricsIsAskedFor() {
    PrometheusMetrics metrics = new PrometheusMetrics(() -> SampleReports.after(1), "team=a");

    Exposition text = metrics.scrape(null);
    Exposition openMetrics = metrics.scrape("application/openmetrics-text;version=1.0.0,*/*;q=0.1");

    assertThat(text.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(new String(text.body(), UTF_8))
        .contains("# TYPE bytetrail_file_bytes_total counter")
        .contains(
            "bytetrail_file_bytes_total{device=\"vda\",evidence=\"kernel\",residency=\"stalled\","
                + "site=\"com.acme.Download.stream(Download.java:40)\",size_class=\"1MiB-4MiB\","
                + "strategy=\"read-write\",target=\"socket\"} 131072.0")
        .contains("bytetrail_rung{rung=\"kernel\"} 1.0")
        .contains("service=\"file-server\"")
        .containsPattern("target_info\\{.*service_name=\"file-server\".*team=\"a\".*} 1");
    assertThat(openMetrics.contentType()).startsWith("application/openmetrics-text");
    assertThat(new String(openMetrics.body(), UTF_8))
        .contains("# UNIT bytetrail_file_bytes bytes")
        .contains("# TYPE bytetrail_build info")
        .endsWith("# EOF\n");
  }

  @Test
  void aReportWithoutRoutesIsAValidScrape() {
    PrometheusMetrics metrics = new PrometheusMetrics(() -> SampleReports.of(0, List.of()), "");

    assertThat(new String(metrics.scrape("").body(), UTF_8))
        .contains("bytetrail_process_read_bytes_total 0.0")
        .doesNotContain("site=");
  }

  @Test
  void servesCompressedWhenAskedAndOnlyGet() throws Exception {
    URI uri = serve(() -> SampleReports.after(1));

    HttpResponse<byte[]> zipped =
        send(HttpRequest.newBuilder(uri).header("Accept-Encoding", "gzip"));
    HttpResponse<byte[]> plain = send(HttpRequest.newBuilder(uri));
    HttpResponse<byte[]> post =
        send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()));

    try (InputStream body = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(body.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(post.statusCode()).isEqualTo(405);
  }

  @Test
  void aReportThatCannotBeMadeIsAFailedScrapeThatSaysWhy() throws Exception {
    URI uri =
        serve(
            () -> {
              throw new IllegalStateException("ledger is gone");
            });

    HttpResponse<byte[]> response = send(HttpRequest.newBuilder(uri));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(new String(response.body(), UTF_8)).contains("ledger is gone");
  }

  private URI serve(Supplier<Report> reports) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/metrics", new PrometheusMetrics(reports, "").handler());
    server.start();
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
  }
}
