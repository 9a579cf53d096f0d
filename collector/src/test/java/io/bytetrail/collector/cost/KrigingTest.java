package io.bytetrail.collector.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.calibration.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KrigingTest {
  private static final double[] VALUES = {2, 1.2, 0.7, 0.5, 0.45, 1.5, 0.8, 0.4, 0.3, 0.2};
  private final List<Cell> cells = new ArrayList<>();

  KrigingTest() {
    for (Way way : List.of(Way.STREAM_8K, Way.SENDFILE)) {
      for (long size = 1 << 12; size <= 1 << 20; size <<= 2) {
        cells.add(cell(way, size));
      }
    }
  }

  @Test
  void whatIsLeftOutIsPredictedAsByAModelWithoutIt() {
    double[] sampling = new double[VALUES.length];
    Arrays.fill(sampling, 0.01);
    Kriging.LeftOut left = kriging(cells, VALUES, sampling).leftOut(2, 7);

    List<Cell> others = new ArrayList<>(cells);
    double[] values = new double[VALUES.length - 2];
    for (int i = 0, j = 0; i < VALUES.length; i++) {
      if (i != 2 && i != 7) {
        values[j++] = VALUES[i];
      }
    }
    others.remove(7);
    others.remove(2);
    Kriging without = kriging(others, values, Arrays.copyOf(sampling, values.length));
    Kriging.Spot first = without.spot(cells.get(2));
    Kriging.Spot second = without.spot(cells.get(7));
    assertThat(left.error(0)).isEqualTo(Math.log(VALUES[2] / first.value()), within(1e-9));
    assertThat(left.error(1)).isEqualTo(Math.log(VALUES[7] / second.value()), within(1e-9));
    // Of those left out the sampling is part of the error too.
    assertThat(left.covariance(0, 0))
        .isEqualTo(without.covariance(first, first) + 0.01, within(1e-9));
    assertThat(left.covariance(0, 1)).isEqualTo(without.covariance(first, second), within(1e-9));
  }

  @Test
  void whatWasMeasuredOftenIsBelieved() {
    Kriging exact = kriging(cells, VALUES, new double[VALUES.length]);
    assertThat(exact.spot(cells.get(0)).value()).isEqualTo(2, within(0.2));
    Kriging.Spot spot = exact.spot(cells.get(0));
    Kriging.Spot far = exact.spot(cell(Way.MMAP, 1 << 16));
    assertThat(exact.covariance(spot, spot)).isLessThan(exact.covariance(far, far));
  }

  @Test
  void aMatrixIsInverted() {
    double[][] inverse = new Cholesky(new double[][] {{4, 2}, {2, 3}}).inverse();
    assertThat(inverse[0][0]).isEqualTo(3 / 8.0, within(1e-12));
    assertThat(inverse[0][1]).isEqualTo(-2 / 8.0, within(1e-12));
    assertThat(inverse[1][1]).isEqualTo(4 / 8.0, within(1e-12));
    assertThat(new Cholesky(new double[][] {{4, 2}, {2, 3}}).logDeterminant())
        .isEqualTo(Math.log(8), within(1e-12));
  }

  private static Kriging kriging(List<Cell> cells, double[] values, double[] sampling) {
    return new Kriging(cells, values, sampling, cell -> 1, Kernel.USUAL);
  }

  private static Cell cell(Way way, long size) {
    return new Cell(way, Residency.HOT, size, 1, Egress.LOOPBACK);
  }
}
