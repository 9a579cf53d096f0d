package io.bytetrail.collector.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.bytetrail.collector.report.NoReportYet;
import io.bytetrail.collector.report.Report;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * The report for Prometheus, as text, OpenMetrics or protobuf, whichever the scraper asks for.
 *
 * <pre>{@code
 * # HELP bytetrail_file_bytes_total Bytes taken from or given to files, by where they were: …
 * # TYPE bytetrail_file_bytes_total counter
 * bytetrail_file_bytes_total{device="vda",evidence="kernel",residency="hit",site="com.acme.Download.send(Download.java:88)",size_class="1MiB-4MiB",strategy="sendfile",target="socket"} 6.7108864E7
 * }</pre>
 *
 * <p>Thread-safe. A report without routes is a valid scrape.
 */
public final class PrometheusMetrics implements MultiCollector {
  private static final MetricMetadata TARGET =
      new MetricMetadata("target", "Resource attributes of the watched service.");

  // Made directly, not by ExpositionFormats: that reads the application's io.prometheus properties.
  private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter protobuf = new PrometheusProtobufWriter();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
  private final Readings readings;
  private final String resourceAttributes;

  /**
   * Metrics of the reports a supplier gives.
   *
   * @param reports gives the newest report; called once a scrape, from the scraping thread
   * @param resourceAttributes the value of {@code OTEL_RESOURCE_ATTRIBUTES}; may be empty
   */
  public PrometheusMetrics(Supplier<Report> reports, String resourceAttributes) {
    this.readings = new Readings(reports);
    this.resourceAttributes = resourceAttributes;
  }

  /** The answer to a scrape. */
  @SuppressWarnings("ArrayRecordComponent") // handed to a stream at once, never compared
  public record Exposition(String contentType, byte[] body) {}

  /**
   * Answers one scrape.
   *
   * @param accept the request's {@code Accept} header; null for none
   */
  public Exposition scrape(String accept) {
    ExpositionFormatWriter writer = writer(accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      writer.write(body, collect(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new Exposition(writer.getContentType(), body.toByteArray());
  }

  /** Protobuf first: a scraper that asks for it wants native histograms. */
  private ExpositionFormatWriter writer(String accept) {
    if (protobuf.accepts(accept)) {
      return protobuf;
    }
    return openMetrics.accepts(accept) ? openMetrics : text;
  }

  /** A handler for {@code GET /metrics}. */
  public HttpHandler handler() {
    return this::handle;
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    byte[] reason = (why + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, reason.length);
    exchange.getResponseBody().write(reason);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Exposition exposition;
      try {
        exposition = scrape(exchange.getRequestHeaders().getFirst("Accept"));
      } catch (NoReportYet e) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        refuse(exchange, 503, e.getMessage());
        return;
      } catch (RuntimeException e) {
        // The scraper shows this line beside the target that failed.
        refuse(exchange, 500, "no metrics: " + e);
        return;
      }
      send(exchange, exposition);
    }
  }

  private static void send(HttpExchange exchange, Exposition exposition) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", exposition.contentType());
    String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (encodings != null && encodings.contains("gzip")) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream body = new GZIPOutputStream(exchange.getResponseBody())) {
        body.write(exposition.body());
      }
    } else {
      exchange.sendResponseHeaders(200, exposition.body().length);
      exchange.getResponseBody().write(exposition.body());
    }
  }

  /** All metrics of the newest report, and {@code target_info}. */
  @Override
  public MetricSnapshots collect() {
    Readings.Reading reading = readings.read();
    List<MetricSnapshot> snapshots = new ArrayList<>();
    reading.series().forEach((metric, series) -> snapshots.add(snapshot(metric, series)));
    snapshots.add(LatencyMetric.of(reading.report()));
    snapshots.add(target(ServiceResource.attributes(reading.report(), resourceAttributes)));
    return new MetricSnapshots(snapshots);
  }

  private static MetricSnapshot snapshot(MetricDefinition metric, Map<List<String>, Long> series) {
    MetricMetadata metadata =
        new MetricMetadata(metric.prometheusBaseName(), metric.help(), unit(metric.unit()));
    return switch (metric.kind()) {
      case COUNTER -> {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        series.forEach(
            (labels, value) ->
                points.add(
                    new CounterDataPointSnapshot(
                        metric.unit().fromReport(value), labels(metric, labels), null, 0)));
        yield new CounterSnapshot(metadata, points);
      }
      case GAUGE -> {
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        series.forEach(
            (labels, value) ->
                points.add(
                    new GaugeDataPointSnapshot(
                        metric.unit().fromReport(value), labels(metric, labels), null)));
        yield new GaugeSnapshot(metadata, points);
      }
      case INFO ->
          new InfoSnapshot(
              metadata,
              series.keySet().stream()
                  .map(labels -> new InfoDataPointSnapshot(labels(metric, labels)))
                  .toList());
    };
  }

  private static Unit unit(MetricUnit unit) {
    return unit.prometheus().isEmpty() ? null : new Unit(unit.prometheus());
  }

  private static Labels labels(MetricDefinition metric, List<String> values) {
    return Labels.of(metric.labels(), values);
  }

  private static InfoSnapshot target(Map<String, String> attributes) {
    // Two attributes may become one label (a.b and a_b); the specification joins their values.
    Map<String, String> labels = new TreeMap<>();
    attributes.forEach(
        (key, value) ->
            labels.merge(
                PrometheusNaming.prometheusName(PrometheusNaming.sanitizeLabelName(key)),
                value,
                (first, second) -> first + ";" + second));
    Labels all = Labels.of(List.copyOf(labels.keySet()), List.copyOf(labels.values()));
    return new InfoSnapshot(TARGET, List.of(new InfoDataPointSnapshot(all)));
  }
}
