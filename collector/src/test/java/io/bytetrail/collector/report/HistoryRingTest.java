package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class HistoryRingTest {
  private static final long START = 1_700_000_000_000L;
  private final HistoryRing ring = new HistoryRing(START, 1000);

  @Test
  void isBoundedHoweverLongItRuns() {
    History past = History.NONE;
    for (int second = 1; second <= 100_000; second++) {
      past = ring.add(at(START + 1000L * second, 10L * second));
      assertThat(past.points()).hasSizeLessThanOrEqualTo(HistoryRing.MOST_POINTS);
    }
    assertThat(past.points()).hasSizeGreaterThanOrEqualTo(HistoryRing.MOST_POINTS / 2);
    assertThat(past.fromMillis()).isEqualTo(START);
    assertThat(past.points().stream().mapToLong(History.Point::fileBytes).sum())
        .as("nothing is lost in thinning")
        .isEqualTo(1_000_000);
    long from = START;
    for (History.Point point : past.points()) {
      assertThat(point.fileBytes()).isEqualTo((point.untilMillis() - from) / 100);
      from = point.untilMillis();
    }
    assertThat(from).isEqualTo(START + 100_000_000);
  }

  @Test
  void aReportBetweenTwoPeriodsIsAShorterPoint() {
    ring.add(at(START + 1000, 5));
    assertThat(ring.add(at(START + 1200, 7)).points())
        .extracting(History.Point::untilMillis, History.Point::fileBytes)
        .containsExactly(tuple(START + 1000, 5L), tuple(START + 1200, 2L));
    assertThat(ring.add(at(START + 2000, 9)).points())
        .extracting(History.Point::untilMillis, History.Point::fileBytes)
        .containsExactly(tuple(START + 1000, 5L), tuple(START + 2000, 4L));
  }

  @Test
  void neverTellsOfLessThanNothing() {
    ring.add(at(START + 1000, 100));
    ring.add(at(START + 500, 90));
    History past = ring.add(at(START + 2000, 95));
    assertThat(past.points()).extracting(History.Point::fileBytes).containsExactly(100L, 0L);
    assertThat(ring.add(at(START + 3000, 120)).points())
        .extracting(History.Point::fileBytes)
        .containsExactly(100L, 0L, 20L);
  }

  private static History.Point at(long untilMillis, long fileBytes) {
    return History.Point.of(untilMillis, new long[] {fileBytes, 0, 0, 0, 0, 0, 0, 0});
  }
}
