package io.bytetrail.collector.metrics;

import io.bytetrail.collector.report.Report;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One row of the {@link MetricCatalogue}.
 *
 * @param name OpenTelemetry name, dots between words
 * @param kind what the value does over time
 * @param unit what it counts in
 * @param help one sentence: what is counted and how it is known
 * @param labels label names, in the order in which {@code reader} gives their values
 * @param reader takes the values from a report
 */
record MetricDefinition(
    String name,
    Kind kind,
    MetricUnit unit,
    String help,
    List<String> labels,
    BiConsumer<Report, Sink> reader) {

  enum Kind {
    /** Only ever grows while the series lives. */
    COUNTER,
    GAUGE,
    /** Always 1; the labels are what it says. */
    INFO
  }

  /** Takes one value and the values of its labels; equal labels are added up. */
  interface Sink {
    void add(long value, String... labelValues);
  }

  /**
   * The name in Prometheus, as the OpenTelemetry specification translates it, without {@code
   * _total} and {@code _info}, which belong to the exposition format: {@code bytetrail.file.bytes}
   * in {@code By} is {@code bytetrail_file_bytes}, {@code bytetrail.stall.time} in {@code s} is
   * {@code bytetrail_stall_time_seconds}.
   */
  String prometheusBaseName() {
    String base = name.replace('.', '_');
    String suffix = unit.prometheus();
    if (kind == Kind.INFO) {
      return base.substring(0, base.length() - "_info".length());
    }
    return suffix.isEmpty() || base.endsWith("_" + suffix) ? base : base + "_" + suffix;
  }

  /** The name of the series in Prometheus. */
  String prometheusName() {
    return switch (kind) {
      case COUNTER -> prometheusBaseName() + "_total";
      case GAUGE -> prometheusBaseName();
      case INFO -> prometheusBaseName() + "_info";
    };
  }
}
