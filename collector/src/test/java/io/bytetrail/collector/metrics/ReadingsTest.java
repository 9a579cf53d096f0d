package io.bytetrail.collector.metrics;

import static io.bytetrail.collector.metrics.SampleReports.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final String SITE = "com.acme.Download.stream(Download.java:40)";

  private final Deque<Report> reports = new ArrayDeque<>();
  private final Readings readings = new Readings(reports::remove);

  @Test
  void aCounterThatWouldStepBackHolds() {
    reports.add(SampleReports.of(5, List.of(SampleReports.stream(SITE, 5))));
    reports.add(SampleReports.of(4, List.of(SampleReports.stream(SITE, 4))));
    reports.add(SampleReports.of(6, List.of(SampleReports.stream(SITE, 6))));

    assertThat(transfers()).containsExactly(5L);
    assertThat(transfers()).containsExactly(5L);
    assertThat(transfers()).containsExactly(6L);
  }

  @Test
  void theSeriesOfAVanishedRouteEndsAndComesBackNoLower() {
    reports.add(SampleReports.of(5, List.of(SampleReports.stream(SITE, 5))));
    reports.add(SampleReports.of(5, List.of()));
    reports.add(SampleReports.of(5, List.of(SampleReports.stream(SITE, 2))));

    assertThat(transfers()).containsExactly(5L);
    assertThat(transfers()).isEmpty();
    assertThat(transfers()).containsExactly(5L);
  }

  @Test
  void routesThatDifferInNoLabelAreOneSeries() {
    Route route = SampleReports.stream(SITE, 2);
    reports.add(SampleReports.of(2, List.of(route, route)));

    assertThat(series("bytetrail.file.bytes").values())
        .containsExactly(2 * MIB, 2 * MIB * 3 / 4, 2 * MIB / 4, 0L);
  }

  private List<Long> transfers() {
    return List.copyOf(series("bytetrail.transfers").values());
  }

  private Map<List<String>, Long> series(String name) {
    return readings.read().series().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
