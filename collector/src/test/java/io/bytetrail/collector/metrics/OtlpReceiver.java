package io.bytetrail.collector.metrics;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc.MetricsServiceImplBase;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Takes OTLP over gRPC on a loopback port, as an OpenTelemetry collector does. */
public final class OtlpReceiver implements AutoCloseable {
  private final BlockingQueue<ExportMetricsServiceRequest> requests = new LinkedBlockingQueue<>();
  private final Server server;

  /** Starts to receive. */
  public OtlpReceiver() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                new MetricsServiceImplBase() {
                  @Override
                  public void export(
                      ExportMetricsServiceRequest request,
                      StreamObserver<ExportMetricsServiceResponse> answer) {
                    requests.add(request);
                    answer.onNext(ExportMetricsServiceResponse.getDefaultInstance());
                    answer.onCompleted();
                  }
                })
            .build()
            .start();
  }

  /** What to give as {@code otlp.endpoint}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** The next export; fails if none comes within ten seconds. */
  public ExportMetricsServiceRequest next() throws InterruptedException {
    ExportMetricsServiceRequest request = requests.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no export within 10 s");
    }
    return request;
  }

  /** The newest export that has come; waits for one if there is none. */
  public ExportMetricsServiceRequest newest() throws InterruptedException {
    ExportMetricsServiceRequest request = next();
    while (!requests.isEmpty()) {
      request = requests.remove();
    }
    return request;
  }

  /** The sum of each metric's points, by the name that the metric has in Prometheus. */
  public static Map<String, Double> sums(ExportMetricsServiceRequest request) {
    Map<String, Double> sums = new TreeMap<>();
    for (Metric metric : metrics(request)) {
      sums.put(
          prometheusName(metric), points(metric).stream().mapToDouble(OtlpReceiver::value).sum());
    }
    return sums;
  }

  /** The attributes of the service that an export is from. */
  public static Map<String, String> resource(ExportMetricsServiceRequest request) {
    return request.getResourceMetrics(0).getResource().getAttributesList().stream()
        .collect(Collectors.toMap(KeyValue::getKey, pair -> pair.getValue().getStringValue()));
  }

  static List<Metric> metrics(ExportMetricsServiceRequest request) {
    return request.getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .toList();
  }

  static List<NumberDataPoint> points(Metric metric) {
    return metric.hasSum()
        ? metric.getSum().getDataPointsList()
        : metric.getGauge().getDataPointsList();
  }

  private static double value(NumberDataPoint point) {
    return point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
  }

  /** As a Prometheus that takes OTLP names it; apart from the catalogue, as a witness of it. */
  private static String prometheusName(Metric metric) {
    String name = metric.getName().replace('.', '_');
    String unit = Map.of("By", "_bytes", "s", "_seconds").getOrDefault(metric.getUnit(), "");
    return name
        + (name.endsWith(unit) ? "" : unit)
        + (metric.hasSum() && metric.getSum().getIsMonotonic() ? "_total" : "");
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
