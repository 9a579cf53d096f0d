package io.bytetrail.collector.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.SampleProfiles;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final double MIB = 1 << 20;

  /** A power of the size: straight on logarithmic axes. */
  private final Profile profile =
      SampleProfiles.of((way, size) -> (way.equals(Way.STREAM_8K) ? 2 : 1) * Math.pow(size, -0.5));

  private final CostModel model = new CostModel(profile);

  @Test
  void answersWithWhatWasMeasured() {
    assertThat(cpu(Way.SENDFILE, work(MIB, 1))).isEqualTo(Math.pow(MIB, -0.5), within(1e-9));
  }

  @Test
  void interpolatesOnLogarithmicAxes() {
    assertThat(cpu(Way.SENDFILE, work(3 * MIB, 1)))
        .isEqualTo(Math.pow(3 * MIB, -0.5), within(1e-9));
  }

  @Test
  void isLevelOutsideWhatWasMeasured() {
    double largest = 256 * MIB;
    assertThat(cpu(Way.SENDFILE, work(100 * largest, 1)))
        .isEqualTo(cpu(Way.SENDFILE, work(largest, 1)));
  }

  @Test
  void mixesHitsAndMisses() {
    double hot = cpu(Way.SENDFILE, work(MIB, 1));
    assertThat(cpu(Way.SENDFILE, work(MIB, 0.25))).isEqualTo(hot + 0.75 * 0.1, within(1e-9));
    Estimate half = model.estimate(Way.SENDFILE, work(MIB, 0.5)).orElseThrow();
    assertThat(half.deviceShare()).isEqualTo(0.5);
  }

  @Test
  void directReadsCostTheSameHotAndCold() {
    assertThat(cpu(Way.DIRECT_IO_64K, work(MIB, 1)))
        .isEqualTo(cpu(Way.DIRECT_IO_64K, work(MIB, 0)));
  }

  @Test
  void correctsForAnotherChunk() {
    double measured = cpu(Way.STREAM_8K, work(MIB, 1));
    double smaller = cpu(new Way(Technique.STREAM, 4 << 10), work(MIB, 1));
    double larger = cpu(new Way(Technique.STREAM, 64 << 10), work(MIB, 1));
    // 8 KiB and 64 KiB were measured: the line through them, over calls.
    assertThat(larger).isEqualTo(cpu(Way.HEAP_64K, work(MIB, 1)), within(1e-6));
    double slope = (measured - larger) / (1.0 / 8 - 1.0 / 64);
    assertThat(smaller).isEqualTo(measured + slope * (1.0 / 4 - 1.0 / 8), within(1e-6));
  }

  @Test
  void aChunkLargerThanTheFileIsTheFile() {
    assertThat(cpu(new Way(Technique.HEAP, 1 << 20), work(64 << 10, 1)))
        .isEqualTo(cpu(Way.HEAP_64K, work(64 << 10, 1)), within(1e-9));
  }

  @Test
  void itsErrorIsThatOfACellLeftOut() {
    Profile.ModelError error = CrossValidation.of(profile);
    // Straight lines are told exactly; the sum over hops knows nothing of this made-up host.
    assertThat(error.interpolated()).isLessThan(1e-9);
    assertThat(error.hops()).isGreaterThan(0.1);
    assertThat(error.cells()).isPositive();
  }

  private double cpu(Way way, Workload work) {
    return model.estimate(way, work).orElseThrow().cpu();
  }

  private static Workload work(double size, double hitShare) {
    return new Workload(size, hitShare, false, 1, Egress.LOOPBACK);
  }
}
