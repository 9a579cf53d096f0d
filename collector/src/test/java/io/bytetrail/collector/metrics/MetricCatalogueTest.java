package io.bytetrail.collector.metrics;

import static io.bytetrail.collector.metrics.SampleReports.MIB;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.report.Report;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricCatalogueTest {

  @Test
  void namesTranslateToPrometheusAsTheSpecificationSays() {
    Map<String, String> names =
        MetricCatalogue.ALL.stream()
            .collect(Collectors.toMap(MetricDefinition::name, MetricDefinition::prometheusName));

    assertThat(names)
        .containsEntry("bytetrail.file.bytes", "bytetrail_file_bytes_total")
        .containsEntry("bytetrail.stall.time", "bytetrail_stall_time_seconds_total")
        .containsEntry("bytetrail.system.calls", "bytetrail_system_calls_total")
        .containsEntry("bytetrail.rung", "bytetrail_rung")
        .containsEntry("bytetrail.build.info", "bytetrail_build_info");
    assertThat(new HashSet<>(names.values())).hasSameSizeAs(MetricCatalogue.ALL);
  }

  @Test
  void everyMetricGivesAsManyLabelValuesAsItHasLabels() {
    Report report = SampleReports.after(1);
    for (MetricDefinition metric : MetricCatalogue.ALL) {
      assertThat(read(metric, report).keySet())
          .as(metric.name())
          .isNotEmpty()
          .allSatisfy(values -> assertThat(values).hasSameSizeAs(metric.labels()))
          .allSatisfy(values -> assertThat(values).doesNotContain(""));
    }
  }

  @Test
  void residenciesAddUpToTheFileBytes() {
    Report report = SampleReports.after(3);

    Map<List<String>, Long> series = read(metric("bytetrail.file.bytes"), report);

    assertThat(series.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(9 * MIB);
    assertThat(byLabel("bytetrail.file.bytes", "residency", report))
        .containsEntry("hit", 3 * (MIB / 2 + 2 * MIB))
        .containsEntry("read_ahead", 3 * MIB * 3 / 8)
        .containsEntry("stalled", 3 * MIB / 8)
        .containsEntry("direct", 0L);
  }

  @Test
  void sharesOfWhatTheProcessReadAreNoCounters() {
    Report kernel = SampleReports.after(1);
    Report.Evidence seen = kernel.evidence();
    Report accounted =
        new Report(
            kernel.schema(),
            kernel.service(),
            kernel.pid(),
            kernel.jvm(),
            kernel.durationNanos(),
            new Report.Evidence(
                "accounted",
                seen.mode(),
                seen.missing(),
                seen.dropped(),
                seen.suppressed(),
                seen.explainedReadBytes(),
                seen.processReadBytes()),
            kernel.overhead(),
            kernel.routes(),
            kernel.outside());

    assertThat(byLabel("bytetrail.file.bytes", "residency", accounted))
        .isEqualTo(Map.of("unknown", 3 * MIB));
  }

  @Test
  void copiesInsideTheJvmAreNotTheKernels() {
    Report report = SampleReports.after(1);

    assertThat(byLabel("bytetrail.moved.bytes", "mover", report))
        .containsEntry("dma", MIB / 2)
        .containsEntry("cpu", 3 * MIB)
        .containsEntry("jvm", 2 * MIB)
        .containsEntry("none", MIB);
  }

  @Test
  void whatStoodInTheWayOfZeroCopyIsAWord() {
    Report report = SampleReports.after(1);

    assertThat(byLabel("bytetrail.zero.copy.bytes", "outcome", report))
        .isEqualTo(Map.of("obtained", MIB, "network_device", MIB));
    assertThat(byLabel("bytetrail.transformed.bytes", "transformation", report))
        .isEqualTo(Map.of("tls", MIB));
  }

  @Test
  void evictionsAreBetweenSitesAndNameNoProcess() {
    Report report = SampleReports.after(4);

    assertThat(byLabel("bytetrail.evicted.bytes", "evictor", report))
        .isEqualTo(
            Map.of("com.acme.Download.stream(Download.java:40)", 4 * MIB + 2 * MIB, "other", 4L));
    assertThat(byLabel("bytetrail.caused.refault.bytes", "victim", report))
        .containsEntry("com.acme.Download.send(Download.java:88)", MIB);
  }

  @Test
  void aStateIsOneAndTheOthersZero() {
    assertThat(byLabel("bytetrail.rung", "rung", SampleReports.after(1)))
        .isEqualTo(Map.of("kernel", 1L, "accounted", 0L, "modelled", 0L));
  }

  private static MetricDefinition metric(String name) {
    return MetricCatalogue.ALL.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<List<String>, Long> read(MetricDefinition metric, Report report) {
    Map<List<String>, Long> series = new HashMap<>();
    metric
        .reader()
        .accept(report, (value, labels) -> series.merge(List.of(labels), value, Long::sum));
    return series;
  }

  private static Map<String, Long> byLabel(String name, String label, Report report) {
    MetricDefinition metric = metric(name);
    int index = metric.labels().indexOf(label);
    return read(metric, report).entrySet().stream()
        .collect(
            Collectors.groupingBy(
                series -> series.getKey().get(index), summingLong(Map.Entry::getValue)));
  }
}
