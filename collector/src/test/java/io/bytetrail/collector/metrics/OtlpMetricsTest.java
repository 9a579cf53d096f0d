package io.bytetrail.collector.metrics;

import static io.bytetrail.collector.metrics.SampleReports.MIB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.bytetrail.collector.report.Report;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OtlpMetricsTest {
  // Of all tests: OkHttp's threads outlive the exporter they were made for.
  private static final Set<Thread> MARKED = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Report report = SampleReports.after(7);
  private OtlpReceiver receiver;
  private OtlpMetrics metrics;

  @BeforeEach
  void startReceiver() throws Exception {
    receiver = new OtlpReceiver();
  }

  @AfterEach
  void stop() {
    if (metrics != null) {
      metrics.close();
    }
    receiver.close();
  }

  @Test
  void theSumsAreThoseOfPrometheus() throws Exception {
    start(receiver.endpoint(), Duration.ofMillis(100), Map.of());
    ExportMetricsServiceRequest request = receiver.next();

    byte[] text = new PrometheusMetrics(() -> report, "").scrape(null).body();
    Map<String, Double> prometheus = PrometheusText.sums(new String(text, UTF_8));
    prometheus.remove("target_info");
    Map<String, Double> otlp = OtlpReceiver.sums(request);
    assertThat(otlp).containsOnlyKeys(prometheus.keySet());
    // Each adds its fractions of a second in its own order.
    otlp.forEach(
        (name, sum) -> assertThat(sum).as(name).isCloseTo(prometheus.get(name), within(1e-9)));
    assertThat(prometheus).containsEntry("bytetrail_file_bytes_total", 21.0 * MIB);
    assertThat(OtlpReceiver.sums(receiver.next())).containsOnlyKeys(otlp.keySet());
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void countersStartWhenCountingBegan() throws Exception {
    start(receiver.endpoint(), Duration.ofMillis(100), Map.of());
    List<Metric> received = OtlpReceiver.metrics(receiver.next());

    assertThat(received)
        .filteredOn(Metric::hasSum)
        .isNotEmpty()
        .allMatch(metric -> metric.getSum().getIsMonotonic())
        .flatMap(OtlpReceiver::points)
        .allSatisfy(
            point ->
                assertThat(point.getTimeUnixNano() - point.getStartTimeUnixNano())
                    .isBetween(
                        report.durationNanos(),
                        report.durationNanos() + TimeUnit.SECONDS.toNanos(30)));
  }

  @Test
  void theResourceFollowsTheVariables() throws Exception {
    Map<String, String> environment = Map.of("OTEL_RESOURCE_ATTRIBUTES", "team=storage");
    start(receiver.endpoint(), Duration.ofMillis(100), environment);
    assertThat(OtlpReceiver.resource(receiver.next()))
        .containsEntry("service.name", "file-server")
        .containsEntry("team", "storage")
        .containsEntry("process.pid", "4711")
        .containsEntry("telemetry.sdk.language", "java");
  }

  @Test
  void exportsOnceMoreWhenClosed() throws Exception {
    start(receiver.endpoint(), Duration.ofHours(1), Map.of());
    metrics.close();

    assertThat(OtlpReceiver.sums(receiver.next())).containsKey("bytetrail_file_bytes_total");
  }

  @Test
  void everyThreadThatSendsIsAMarkedDaemon() throws Exception {
    start(receiver.endpoint(), Duration.ofMillis(50), Map.of());
    receiver.next();
    receiver.next();
    assertThat(Thread.getAllStackTraces().entrySet())
        .filteredOn(thread -> usesOkHttp(thread.getValue()))
        .isNotEmpty()
        .allSatisfy(thread -> assertThat(MARKED).contains(thread.getKey()));
    assertThat(MARKED)
        .isNotEmpty()
        .allMatch(Thread::isDaemon)
        .allMatch(
            thread ->
                !thread.isAlive()
                    || thread.getContextClassLoader() == OtlpMetrics.class.getClassLoader());
  }

  @Test
  void speaksHttpWhenTheProtocolVariableSaysSo() throws Exception {
    BlockingQueue<byte[]> bodies = new ArrayBlockingQueue<>(100);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/metrics",
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Api-Key")).isEqualTo("a b");
          bodies.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    Map<String, String> environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
            "OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b");
    start(endpoint, Duration.ofMillis(100), environment);
    try {
      byte[] body = bodies.poll(10, TimeUnit.SECONDS);

      assertThat(body).isNotNull();
      assertThat(OtlpReceiver.sums(ExportMetricsServiceRequest.parseFrom(body)))
          .containsEntry("bytetrail_file_bytes_total", 21.0 * MIB);
    } finally {
      metrics.close();
      server.stop(0);
    }
  }

  @Test
  void anEndpointThatIsDownIsOneLineAndClosesInTime() throws Exception {
    String endpoint;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      endpoint = "http://127.0.0.1:" + socket.getLocalPort();
    }
    start(endpoint, Duration.ofMillis(50), Map.of());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (err.size() == 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    long before = System.nanoTime();
    metrics.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .isEqualTo("bytetrail: metrics do not reach " + endpoint + ": Connection refused");
  }

  @Test
  void aReceiverThatRefusesIsQuoted() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(401, -1));
    server.start();
    try {
      start(
          "http://127.0.0.1:" + server.getAddress().getPort(),
          Duration.ofHours(1),
          Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
      metrics.close();
    } finally {
      server.stop(0);
    }

    assertThat(err.toString(UTF_8)).contains("HTTP status 401 Unauthorized");
  }

  @Test
  void anEndpointThatNeverAnswersClosesInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      start("http://127.0.0.1:" + silent.getLocalPort(), Duration.ofHours(1), Map.of());
      long before = System.nanoTime();
      metrics.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(2500));
      assertThat(err.toString(UTF_8)).contains("took more than 2 s");
    }
  }

  @Test
  void aSettingThatCannotBeFollowedIsOneLineThatNamesIt() {
    start("not a url", Duration.ofHours(1), Map.of());
    metrics.close();

    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("not a url")
        .endsWith("exporting is off");
  }

  private void start(String endpoint, Duration interval, Map<String, String> environment) {
    metrics =
        OtlpMetrics.start(
            () -> report,
            endpoint,
            interval,
            environment,
            new Properties(),
            () -> MARKED.add(Thread.currentThread()),
            new PrintStream(err, true, UTF_8));
  }

  private static boolean usesOkHttp(StackTraceElement[] stack) {
    return List.of(stack).stream().anyMatch(frame -> frame.getClassName().startsWith("okhttp3."));
  }
}
