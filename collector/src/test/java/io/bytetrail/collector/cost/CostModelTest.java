package io.bytetrail.collector.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.SampleProfiles;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final double MIB = 1 << 20;

  /** A power of the size: straight on logarithmic axes. */
  private final Profile profile =
      SampleProfiles.of((way, size) -> (way.equals(Way.STREAM_8K) ? 2 : 1) * Math.pow(size, -0.5));

  private final CostModel model = new CostModel(profile);

  @Test
  void answersWithWhatWasMeasured() {
    assertThat(cpu(Way.SENDFILE, work(MIB, 1))).isCloseTo(Math.pow(MIB, -0.5), withPercentage(1));
  }

  @Test
  void tellsWhatLiesBetweenTheSizes() {
    assertThat(cpu(Way.SENDFILE, work(2.8 * MIB, 1)))
        .isCloseTo(Math.pow(2.8 * MIB, -0.5), withPercentage(5));
  }

  @Test
  void isLevelOutsideWhatWasMeasured() {
    double largest = 256 * MIB;
    assertThat(cpu(Way.SENDFILE, work(128 * largest, 1)))
        .isCloseTo(cpu(Way.SENDFILE, work(largest, 1)), withPercentage(0.001));
  }

  @Test
  void mixesHitsAndMisses() {
    double hot = cpu(Way.SENDFILE, work(MIB, 1));
    assertThat(cpu(Way.SENDFILE, work(MIB, 0.25))).isCloseTo(hot + 0.75 * 0.1, withPercentage(1));
    Estimate half = model.estimate(Way.SENDFILE, work(MIB, 0.5)).orElseThrow();
    assertThat(half.deviceShare()).isEqualTo(0.5);
  }

  @Test
  void directReadsCostTheSameHotAndCold() {
    assertThat(cpu(Way.DIRECT_IO_64K, work(MIB, 1)))
        .isEqualTo(cpu(Way.DIRECT_IO_64K, work(MIB, 0)));
  }

  @Test
  void aSmallerBufferCostsMoreCalls() {
    double measured = cpu(Way.STREAM_8K, work(MIB, 1));
    double smaller = cpu(new Way(Technique.STREAM, 4 << 10), work(MIB, 1));
    double larger = cpu(new Way(Technique.STREAM, 64 << 10), work(MIB, 1));
    assertThat(smaller).isGreaterThan(measured);
    assertThat(larger).isLessThan(measured);
  }

  @Test
  void aChunkLargerThanTheFileIsTheFile() {
    assertThat(cpu(new Way(Technique.HEAP, 1 << 20), work(64 << 10, 1)))
        .isCloseTo(cpu(Way.HEAP_64K, work(64 << 10, 1)), withPercentage(0.001));
  }

  @Test
  void aSavingHasTheErrorOfTheDifference() {
    Saving saving = model.saving(Way.STREAM_8K, Way.SENDFILE, List.of(work(MIB, 1))).orElseThrow();
    assertThat(saving.saved()).isCloseTo(Math.pow(MIB, -0.5), withPercentage(1));
    assertThat(saving.error()).isPositive().isLessThan(0.1 * saving.saved());
    assertThat(saving.spread()).isZero();
    Saving none = model.saving(Way.SENDFILE, Way.SENDFILE, List.of(work(MIB, 1))).orElseThrow();
    assertThat(none.saved()).isZero();
    assertThat(none.error()).isZero();
  }

  @Test
  void whatIsNotKnownOfTheWorkloadIsSpread() {
    Saving saving =
        model
            .saving(Way.SENDFILE, Way.DIRECT_IO_64K, List.of(work(MIB, 1), work(MIB, 0)))
            .orElseThrow();
    // Hot, sendfile takes no time at all; cold, as long as direct reads do.
    assertThat(saving.spread()).isPositive();
  }

  @Test
  void itsErrorIsThatOfASituationLeftOut() {
    Profile validated = CrossValidation.validated(profile);
    // A power of the size is told from the other sizes; the sum over hops knows nothing of it.
    assertThat(validated.error().predicted()).isLessThan(0.1);
    assertThat(validated.error().hops()).isGreaterThan(0.1);
    assertThat(validated.error().cells()).isPositive();
  }

  private double cpu(Way way, Workload work) {
    return model.estimate(way, work).orElseThrow().cpu();
  }

  private static Workload work(double size, double hitShare) {
    return new Workload(size, hitShare, false, 1, Egress.LOOPBACK);
  }
}
