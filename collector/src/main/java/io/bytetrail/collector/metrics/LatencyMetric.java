package io.bytetrail.collector.metrics;

import io.bytetrail.collector.report.Movement.Latency;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long block requests took, a histogram for each route: {@code
 * bytetrail_block_request_duration_seconds}.
 *
 * <p>It is a native histogram of eight buckets a power of two, and a classic one beside it for
 * formats that know no other. The kernel's buckets are narrower than either; each is taken whole
 * into the native bucket that holds its middle, so that counts are exact and times within 6.25 % of
 * the bucket they are shown in. The bounds of the classic buckets are bounds of the kernel's too.
 */
final class LatencyMetric {
  static final String NAME = "bytetrail_block_request_duration_seconds";

  private static final MetricMetadata METADATA =
      new MetricMetadata(
          NAME,
          "Time block requests of a route took, from their submission to their completion, as the"
              + " kernel saw them.",
          Unit.SECONDS);
  private static final List<String> LABELS =
      List.of("site", "strategy", "size_class", "target", "device");
  private static final double NANOS = 1e9;
  private static final int SCHEMA = 3; // 2^3 buckets a power of two

  /** 4.096 µs to 17 s, each four times the one before. */
  private static final int CLASSIC_FIRST_SHIFT = 12;

  private static final int CLASSIC_BUCKETS = 12;

  private LatencyMetric() {}

  /** Of every route that met a device. */
  static HistogramSnapshot of(Report report) {
    Map<Labels, List<Latency>> series = new LinkedHashMap<>();
    for (Route route : report.routes()) {
      if (route.movement().latency() != null) {
        series
            .computeIfAbsent(labels(route), unused -> new ArrayList<>())
            .add(route.movement().latency());
      }
    }
    List<HistogramDataPointSnapshot> points = new ArrayList<>();
    series.forEach((labels, latencies) -> points.add(point(labels, latencies)));
    return new HistogramSnapshot(METADATA, points);
  }

  private static Labels labels(Route route) {
    String device = route.device().isEmpty() ? "none" : route.device();
    return Labels.of(
        LABELS, List.of(route.site(), route.strategy(), route.sizeClass(), route.target(), device));
  }

  private static HistogramDataPointSnapshot point(Labels labels, List<Latency> latencies) {
    long[] classic = new long[CLASSIC_BUCKETS + 1];
    Map<Integer, Long> counts = new TreeMap<>();
    double seconds = 0;
    for (Latency latency : latencies) {
      seconds += latency.totalNanos() / NANOS;
      for (Latency.Bucket bucket : latency.buckets()) {
        classic[classicIndex(bucket.fromNanos())] += bucket.requests();
        double middle = (bucket.fromNanos() + bucket.toNanos()) / 2.0 / NANOS;
        counts.merge(nativeIndex(middle), bucket.requests(), Long::sum);
      }
    }
    NativeHistogramBuckets.Builder buckets = NativeHistogramBuckets.builder();
    counts.forEach(buckets::bucket);
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(classicBounds(), classic),
        SCHEMA,
        0,
        0,
        buckets.build(),
        NativeHistogramBuckets.EMPTY,
        seconds,
        labels,
        null,
        0);
  }

  /** A native bucket holds what is above 2^((index - 1) / 8), up to 2^(index / 8) seconds. */
  static int nativeIndex(double seconds) {
    double perPowerOfTwo = 1 << SCHEMA;
    return (int) Math.ceil(Math.log(seconds) / Math.log(2) * perPowerOfTwo);
  }

  private static int classicIndex(long nanos) {
    int index = 0;
    while (index < CLASSIC_BUCKETS && nanos >= 1L << (CLASSIC_FIRST_SHIFT + 2 * index)) {
      index++;
    }
    return index;
  }

  private static double[] classicBounds() {
    double[] bounds = new double[CLASSIC_BUCKETS + 1];
    for (int i = 0; i < CLASSIC_BUCKETS; i++) {
      bounds[i] = (1L << (CLASSIC_FIRST_SHIFT + 2 * i)) / NANOS;
    }
    bounds[CLASSIC_BUCKETS] = Double.POSITIVE_INFINITY;
    return bounds;
  }
}
