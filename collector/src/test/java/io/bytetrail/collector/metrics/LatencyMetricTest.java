package io.bytetrail.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.report.Movement;
import io.bytetrail.collector.report.Movement.Latency;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.RouteBuilder;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyMetricTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

  private final Report report =
      withLatency(
          SampleReports.after(1),
          new Latency(
              30,
              30_000_000,
              1_000_000,
              9_000_000,
              9_000_000,
              List.of(
                  new Latency.Bucket(3968, 4096, 10),
                  new Latency.Bucket(4096, 4352, 15),
                  new Latency.Bucket(8388608, 8912896, 5))));

  @Test
  void nativeBucketsHoldEveryRequestWhereItBelongs() {
    HistogramDataPointSnapshot point = LatencyMetric.of(report).getDataPoints().get(0);

    assertThat(point.getNativeSchema()).isEqualTo(3);
    assertThat(point.getCount()).isEqualTo(30);
    assertThat(point.getSum()).isEqualTo(0.03);
    long sum = 0;
    for (NativeHistogramBucket bucket : point.getNativeBucketsForPositiveValues()) {
      sum += bucket.getCount();
    }
    assertThat(sum).isEqualTo(30);
    assertThat(LatencyMetric.nativeIndex(1)).isZero();
    assertThat(LatencyMetric.nativeIndex(1.01)).isEqualTo(1);
    assertThat(LatencyMetric.nativeIndex(2)).isEqualTo(8);
    assertThat(LatencyMetric.nativeIndex(0.5)).isEqualTo(-8);
  }

  @Test
  void classicBucketsAreCutWhereTheKernelCuts() {
    HistogramDataPointSnapshot point = LatencyMetric.of(report).getDataPoints().get(0);

    assertThat(point.getClassicBuckets().getUpperBound(0)).isEqualTo(4.096e-6);
    assertThat(point.getClassicBuckets().getCount(0)).isEqualTo(10);
    assertThat(point.getClassicBuckets().getCount(1)).isEqualTo(15);
    assertThat(point.getClassicBuckets().stream().mapToLong(each -> each.getCount()).sum())
        .isEqualTo(30);
  }

  @Test
  void isSentAsTextAndAsProtobuf() {
    PrometheusMetrics metrics = new PrometheusMetrics(() -> report, "");

    assertThat(new String(metrics.scrape(null).body(), StandardCharsets.UTF_8))
        .contains("# TYPE " + LatencyMetric.NAME + " histogram")
        .contains("le=\"4.096E-6\"} 10")
        .contains("le=\"+Inf\"} 30");
    PrometheusMetrics.Exposition binary = metrics.scrape(PROTOBUF);
    assertThat(binary.contentType()).isEqualTo(PROTOBUF);
    assertThat(new String(binary.body(), StandardCharsets.ISO_8859_1)).contains(LatencyMetric.NAME);
  }

  private static Report withLatency(Report report, Latency latency) {
    Route r = report.routes().get(0);
    Route with = RouteBuilder.builder(r).movement(new Movement(null, null, latency, null)).build();
    return SampleReports.of(1, List.of(with));
  }
}
