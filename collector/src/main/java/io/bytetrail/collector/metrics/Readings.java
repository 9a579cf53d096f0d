package io.bytetrail.collector.metrics;

import io.bytetrail.collector.report.Report;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads the catalogue from one report after another, and keeps counters from stepping back.
 *
 * <p>Two things could make a counter step back although nothing was uncounted: the ledger and the
 * kernel are not read in the same instant, so a difference of the two can shrink by a few bytes;
 * and a read shared by several writes is split in proportion to them, which changes as they go on.
 * Prometheus would take either for a restart and add the whole counter again. So a series holds its
 * highest value until the report has caught up.
 *
 * <p>A series whose route is in no report any more ends: it is left out, not frozen. Should it come
 * back, it does so at or above where it ended.
 *
 * <p>Thread-safe. What it remembers is bounded by the lanes of the ledger.
 */
final class Readings {
  private final Supplier<Report> reports;
  private final Map<MetricDefinition, Map<List<String>, Long>> highest = new HashMap<>();

  Readings(Supplier<Report> reports) {
    this.reports = reports;
  }

  /**
   * Every metric of one report.
   *
   * @param report what was read
   * @param series for each metric, in the order of the catalogue, its values by label values
   */
  record Reading(Report report, Map<MetricDefinition, Map<List<String>, Long>> series) {}

  synchronized Reading read() {
    Report report = reports.get();
    Map<MetricDefinition, Map<List<String>, Long>> metrics = new LinkedHashMap<>();
    for (MetricDefinition metric : MetricCatalogue.ALL) {
      Map<List<String>, Long> series = new LinkedHashMap<>();
      metric
          .reader()
          .accept(report, (value, labels) -> series.merge(List.of(labels), value, Long::sum));
      if (metric.kind() == MetricDefinition.Kind.COUNTER) {
        hold(series, highest.computeIfAbsent(metric, unused -> new HashMap<>()));
      }
      metrics.put(metric, Collections.unmodifiableMap(series));
    }
    return new Reading(report, metrics);
  }

  private static void hold(Map<List<String>, Long> series, Map<List<String>, Long> highest) {
    series.replaceAll((labels, value) -> highest.merge(labels, Math.max(value, 0), Math::max));
  }
}
