package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportMergeTest {
  private static final Report ONE = SampleReports.fileServer();

  /** The same service elsewhere, on another JDK, twice as busy, and with a route more. */
  private static final Report OTHER = other();

  private static Report other() {
    Route stream = ONE.routes().get(0);
    Route twice = Variants.of(stream, stream.site(), stream.sizeClass(), 2, stream.advice());
    Route more =
        Variants.of(stream, "com.acme.New.read(New.java:1)", "growing", 1, stream.advice());
    return new Report(
        Report.SCHEMA,
        ONE.service(),
        9,
        "17.0.15",
        20_000_000_000L,
        new Report.Evidence("accounted", "always-on", List.of("no probe"), 3, 0, 10, 0),
        ONE.overhead(),
        List.of(twice, more),
        ONE.outside());
  }

  @Test
  void addsUpWhatIsOfOnePlaceOperationAndSizeClass() {
    Report both = merged(ONE, OTHER);

    assertThat(both.routes()).hasSize(ONE.routes().size() + 1);
    Route stream = both.routes().get(0);
    assertThat(stream.site()).isEqualTo(ONE.routes().get(0).site());
    assertThat(stream.fileBytes()).isEqualTo(3 * ONE.routes().get(0).fileBytes());
    assertThat(stream.stalledNanos()).isEqualTo(3 * ONE.routes().get(0).stalledNanos());
    assertThat(stream.hops()).hasSameSizeAs(ONE.routes().get(0).hops());
    assertThat(stream.hops().get(0).bytes())
        .isEqualTo(3 * ONE.routes().get(0).hops().get(0).bytes());
    assertThat(both.routes())
        .isSortedAccordingTo((a, b) -> Long.compare(b.fileBytes(), a.fileBytes()));
    assertThat(both.outside().get(0).bytes()).isEqualTo(2 * ONE.outside().get(0).bytes());
  }

  @Test
  void namesEachInstanceAndStandsOnTheWeakestRung() {
    Report both = merged(ONE, OTHER);

    assertThat(both.instances())
        .extracting(Instance::source, Instance::pid, Instance::jvm, Instance::rung)
        .containsExactly(
            tuple("a.json", 4711L, "25.0.3", "kernel"),
            tuple("b.json", 9L, "17.0.15", "accounted"));
    assertThat(both.jvm()).isEqualTo("17.0.15, 25.0.3");
    assertThat(both.evidence().rung()).isEqualTo("accounted");
    assertThat(both.evidence().mode()).isEqualTo("always-on");
    assertThat(both.evidence().dropped()).isEqualTo(3);
    assertThat(both.evidence().missing()).contains("b.json: no probe");
    assertThat(both.evidence().explainedReadBytes())
        .as("of those that know what the process read")
        .isEqualTo(ONE.evidence().explainedReadBytes());
    assertThat(ReportText.of(both, false)).contains("2 instances").contains("b.json: pid 9");
  }

  @Test
  void givesNoAdviceForAllWhereJvmsOfTwoVersionsAreAdvisedDifferently() {
    Route there = OTHER.routes().get(0);
    Route kept =
        Variants.of(
            there, there.site(), there.sizeClass(), 1, Advice.keep(there.strategy(), "cheapest"));
    Route changed =
        Variants.of(
            there, there.site(), there.sizeClass(), 1, Advice.unknown(there.strategy(), "JDK 25"));
    Report both = merged(ONE.withRoutes(List.of(kept)), OTHER.withRoutes(List.of(changed)));

    assertThat(both.jvm()).isEqualTo("17.0.15, 25.0.3");
    assertThat(both.routes()).hasSize(1);
    Advice advice = both.routes().get(0).advice();
    assertThat(advice.verdict()).isEqualTo(Advice.UNKNOWN);
    assertThat(advice.why()).contains("advised differently").contains("ask of each");
  }

  @Test
  void keepsTheSumsOfThePastsToTheByte() {
    History early = past(0, 1000, 7, 11, 13);
    History late = past(1500, 700, 5, 3);
    Report both = merged(ONE.with(early), OTHER.with(late));

    assertThat(both.history().fromMillis()).isZero();
    assertThat(both.history().points()).hasSize(3);
    assertThat(both.history().points().get(2).untilMillis()).isEqualTo(3000);
    assertThat(both.history().points().stream().mapToLong(History.Point::fileBytes).sum())
        .isEqualTo(7 + 11 + 13 + 5 + 3);
    assertThat(both.history().points().get(0).fileBytes()).isEqualTo(7);
  }

  @Test
  void refusesOtherServicesAndTheSameProcessTwice() {
    Report stranger =
        new Report(
            Report.SCHEMA,
            "other",
            1,
            "17",
            0,
            ONE.evidence(),
            ONE.overhead(),
            List.of(),
            List.of());
    assertThatThrownBy(() -> merged(ONE, stranger))
        .hasMessageContaining("different services")
        .hasMessageContaining("other (b.json)");
    Report again = ONE.with(past(5, 1000, 1));
    assertThatThrownBy(() -> merged(again, again)).hasMessageContaining("of the same process");
  }

  private static Report merged(Report one, Report other) {
    Map<String, Report> bySource = new LinkedHashMap<>();
    bySource.put("a.json", one);
    bySource.put("b.json", other);
    return ReportMerge.of(bySource);
  }

  private static History past(long from, long span, long... fileBytes) {
    List<History.Point> points = new ArrayList<>();
    for (long bytes : fileBytes) {
      points.add(
          History.Point.of(
              from + span * (points.size() + 1), new long[] {bytes, 0, 0, 0, 0, 0, 0, 0}));
    }
    return new History(from, points);
  }
}
