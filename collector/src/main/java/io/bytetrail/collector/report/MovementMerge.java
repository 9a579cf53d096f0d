package io.bytetrail.collector.report;

import io.bytetrail.collector.report.Movement.Direct;
import io.bytetrail.collector.report.Movement.Latency;
import io.bytetrail.collector.report.Movement.Network;
import io.bytetrail.collector.report.Movement.Storage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Adds up who moved the bytes of one route in several JVMs. What differs among them is left open.
 */
final class MovementMerge {
  private static final String UNKNOWN = "unknown";

  private MovementMerge() {}

  static Movement of(List<Movement> all) {
    return new Movement(
        merged(all, Movement::storage, MovementMerge::plus),
        merged(all, Movement::direct, MovementMerge::plus),
        merged(all, Movement::latency, MovementMerge::plus),
        merged(all, Movement::network, MovementMerge::plus));
  }

  private static <T> T merged(
      List<Movement> all, Function<Movement, T> part, BinaryOperator<T> sum) {
    return all.stream().map(part).filter(Objects::nonNull).reduce(sum).orElse(null);
  }

  private static Storage plus(Storage a, Storage b) {
    return new Storage(
        same(a.kind(), b.kind(), UNKNOWN),
        same(a.driver(), b.driver(), ""),
        a.below().equals(b.below()) ? a.below() : List.of(),
        same(a.over(), b.over(), ""),
        a.mover() == b.mover() ? a.mover() : Mover.UNKNOWN,
        ReportMerge.weakest(List.of(a, b), Storage::evidence),
        a.bouncedBytes() + b.bouncedBytes());
  }

  private static Direct plus(Direct a, Direct b) {
    long requests = a.requests() + b.requests();
    double ahead = a.meanInFlight() * a.requests() + b.meanInFlight() * b.requests();
    return new Direct(
        a.calls() + b.calls(),
        requests,
        a.submittedBytes() + b.submittedBytes(),
        a.completedBytes() + b.completedBytes(),
        requests == 0 ? 0 : ahead / requests,
        Math.max(a.mostInFlight(), b.mostInFlight()),
        a.fellBackCalls() + b.fellBackCalls(),
        a.fellBackBytes() + b.fellBackBytes(),
        a.fellBackReason().isEmpty() ? b.fellBackReason() : a.fellBackReason());
  }

  private static Latency plus(Latency a, Latency b) {
    Map<Long, Latency.Bucket> buckets = new TreeMap<>();
    for (Latency each : List.of(a, b)) {
      for (Latency.Bucket bucket : each.buckets()) {
        buckets.merge(
            bucket.fromNanos(),
            bucket,
            (x, y) ->
                new Latency.Bucket(
                    x.fromNanos(),
                    Math.max(x.toNanos(), y.toNanos()),
                    x.requests() + y.requests()));
      }
    }
    List<Latency.Bucket> all = List.copyOf(buckets.values());
    long requests = a.requests() + b.requests();
    long most = Math.max(a.maxNanos(), b.maxNanos());
    return new Latency(
        requests,
        a.totalNanos() + b.totalNanos(),
        quantile(all, requests, 0.5, most),
        quantile(all, requests, 0.99, most),
        most,
        all);
  }

  private static long quantile(
      List<Latency.Bucket> buckets, long requests, double quantile, long most) {
    long wanted = Math.max(1, (long) Math.ceil(quantile * requests));
    long seen = 0;
    for (Latency.Bucket bucket : buckets) {
      seen += bucket.requests();
      if (seen >= wanted) {
        return Math.min((bucket.fromNanos() + bucket.toNanos()) / 2, most);
      }
    }
    return most;
  }

  private static Network plus(Network a, Network b) {
    return new Network(
        same(a.kind(), b.kind(), UNKNOWN),
        same(a.driver(), b.driver(), ""),
        same(a.bridge(), b.bridge(), ""),
        a.frames() + b.frames(),
        a.segments() + b.segments(),
        a.linearisedBytes() + b.linearisedBytes(),
        same(a.scatterGather(), b.scatterGather(), UNKNOWN),
        same(a.segmentation(), b.segmentation(), UNKNOWN),
        a.completedFrames() + b.completedFrames(),
        a.completionNanos() + b.completionNanos(),
        same(a.completion(), b.completion(), "not all devices are alike"));
  }

  private static String same(String a, String b, String otherwise) {
    return a.equals(b) ? a : otherwise;
  }
}
