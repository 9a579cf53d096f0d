package io.bytetrail.regret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.calibration.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final GridCell CELL = new GridCell(1 << 20, Residency.HOT, 1, Egress.LOOPBACK);

  private static final Selection ALL = new Selection(List.of(), List.of());

  @Test
  void quantilesAreOfThePicks() {
    List<Double> regrets = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      regrets.add(i / 100.0);
    }
    Score score = Score.of(regrets);
    assertThat(score.regretMedian()).isEqualTo(0.5);
    assertThat(score.regretP95()).isEqualTo(0.95);
    assertThat(score.picksWithin5Percent()).isEqualTo(0.05);
    assertThat(score.picks()).isEqualTo(100);
  }

  @Test
  void regretIsOfTheMedians() {
    Measured measured = measured();
    assertThat(measured.best()).isEqualTo(Contender.SENDFILE);
    assertThat(measured.regret(Contender.SENDFILE)).isZero();
    assertThat(measured.regret(Contender.STREAM)).isEqualTo(3, within(1e-9));
  }

  @Test
  void elapsedTimeCountsWhereBytesComeFromTheDevice() {
    Measured measured = new Measured();
    measured.add(Contender.DIRECT_IO, new Sample(0.1, 0, 2, 1));
    measured.add(Contender.SENDFILE, new Sample(0.3, 0, 5, 0));
    assertThat(measured.best()).isEqualTo(Contender.SENDFILE);
  }

  @Test
  void whoKeepsWhatIsBadRegretsIt() {
    Advised keep = Advised.of(CELL, Contender.STREAM, "keep", "", "", 0, 0);
    Advised unknown = Advised.of(CELL, Contender.STREAM, "unknown", "", "", 0, 0);
    Advised change = change(0.2, 0.4);
    assertThat(Score.ofAdvice(Map.of(CELL, measured()), List.of(keep, unknown, change)))
        .isEqualTo(new Score(3, 3, 1 / 3.0, 3));
  }

  @Test
  void coverageIsOfTheChangesThatCameOutAsPredicted() {
    Map<GridCell, Measured> truth = Map.of(CELL, measured());
    // 0.3 s a GiB were saved.
    assertThat(Score.coverage(truth, List.of(change(0.2, 0.4), change(0.31, 0.4)))).isEqualTo(0.5);
    Advised keep = Advised.of(CELL, Contender.STREAM, "keep", "", "", 0, 0);
    assertThat(Score.coverage(truth, List.of(keep))).isNaN();
  }

  @Test
  void noiseIsWhatOneHalfOfTheSamplesDoesNotKnow() {
    Measured measured = new Measured();
    for (double cost : new double[] {1, 3, 1, 3}) {
      measured.add(Contender.HEAP, new Sample(cost, 0, 0, 0));
    }
    for (double cost : new double[] {2, 2, 2, 2}) {
      measured.add(Contender.DIRECT, new Sample(cost, 0, 0, 0));
    }
    assertThat(measured.noise()).isEqualTo(0.5);
  }

  @Test
  void everyCalibratedWayIsInTheGrid() {
    for (Way way : Way.TO_SOCKET) {
      assertThat(Contender.ofWords(way.words())).as(way.words()).isPresent();
    }
    assertThatThrownBy(() -> Advised.of(CELL, Contender.STREAM, "change", "", "magic", 0, 1))
        .hasMessageContaining("magic");
  }

  @Test
  void aPartOfTheGridCanBeChosen() {
    Selection some = new Selection(List.of("veth", "pressure"), Selection.sizes(List.of("16KiB")));
    assertThat(some.of(true))
        .containsExactly(
            new GridCell(16 << 10, Residency.PRESSURE, 1, Egress.VETH),
            new GridCell(16 << 10, Residency.PRESSURE, 8, Egress.VETH));
    assertThatThrownBy(() -> new Selection(List.of("lo"), List.of()).of(true))
        .hasMessage("--only=lo: hot, cold, pressure, loopback or veth");
    assertThatThrownBy(() -> Selection.sizes(List.of("many"))).hasMessageContaining("--sizes=many");
  }

  @Test
  void theGridIsWhatTheIssueAsksFor() {
    assertThat(ALL.of(false)).hasSize(9 * 3 * 2 * 2).doesNotHaveDuplicates();
    assertThat(ALL.of(true)).hasSize(4 * 3 * 2);
  }

  private static Advised change(double low, double high) {
    return Advised.of(
        CELL, Contender.STREAM, "change", "", Contender.SENDFILE.way().words(), low, high);
  }

  private static Measured measured() {
    Measured measured = new Measured();
    for (double factor : new double[] {1, 9, 1}) {
      measured.add(Contender.STREAM, new Sample(0.4 * factor, 0, 0, 0));
      measured.add(Contender.SENDFILE, new Sample(0.1 * factor, 0, 0, 0));
    }
    return measured;
  }
}
