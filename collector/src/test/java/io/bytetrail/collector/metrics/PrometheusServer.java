package io.bytetrail.collector.metrics;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A real Prometheus on a loopback port that scrapes one target every second. */
public final class PrometheusServer implements AutoCloseable {
  static final int SCRAPE_SECONDS = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> NO_NUMBERS = Set.of("", "NaN", "+Inf", "-Inf");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI api;
  private final Path log;
  private final Process process;

  /**
   * Starts one.
   *
   * @param metrics what to scrape: {@code http://host:port/metrics}
   * @param rules a file of recording and alert rules
   * @param directory an empty directory, for its data
   */
  public PrometheusServer(URI metrics, Path rules, Path directory)
      throws IOException, InterruptedException {
    int port = freePort();
    this.api = URI.create("http://127.0.0.1:" + port + "/");
    this.log = directory.resolve("prometheus.log");
    Path configuration =
        Files.writeString(directory.resolve("prometheus.yml"), yaml(metrics, rules));
    this.process =
        ExternalTool.find("prometheus", "prometheus")
            .with(
                List.of(
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      awaitAnswer("up == 1");
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static String yaml(URI metrics, Path rules) {
    return """
        global:
          scrape_interval: %1$ds
          evaluation_interval: %1$ds
        rule_files: ['%2$s']
        scrape_configs:
          - job_name: bytetrail
            metrics_path: '%3$s'
            static_configs: [{targets: ['%4$s']}]
        """
        .formatted(
            SCRAPE_SECONDS, rules.toAbsolutePath(), metrics.getPath(), metrics.getAuthority());
  }

  /** The series an instant query answers with, {@code metric} and {@code value} each. */
  public JsonNode query(String expression) throws IOException, InterruptedException {
    String query = "api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    String body =
        client
            .send(HttpRequest.newBuilder(api.resolve(query)).build(), BodyHandlers.ofString())
            .body();
    JsonNode answer = JSON.readTree(body);
    if (!answer.path("status").asText().equals("success")) {
      return fail("Prometheus refused " + expression + ": " + body);
    }
    return answer.path("data").path("result");
  }

  /** Asks until there is an answer with a number in it; fails when that takes too long. */
  public JsonNode awaitAnswer(String expression) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        JsonNode answer = query(expression);
        // A query may say itself that there need not be a number.
        if (hasNumber(answer) || (!answer.isEmpty() && expression.endsWith("vector(NaN)"))) {
          return answer;
        }
      } catch (ConnectException | JsonProcessingException e) {
        // Still starting: it listens before it can answer, and says so in plain text.
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return fail("no answer to " + expression + "\n" + Files.readString(log));
  }

  private static boolean hasNumber(JsonNode answer) {
    for (JsonNode series : answer) {
      if (!NO_NUMBERS.contains(series.path("value").path(1).asText())) {
        return true;
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
