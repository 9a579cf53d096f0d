package io.bytetrail.collector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CellCostTest {
  @Test
  void isCpuTimeOfWhatIsInThePageCache() {
    assertThat(CellCost.cost(0.3, 0.9, 0)).isEqualTo(0.3);
  }

  @Test
  void isElapsedTimeOfWhatComesFromTheDevice() {
    assertThat(CellCost.cost(0.3, 0.9, 1)).isEqualTo(0.9, within(1e-12));
    // Read-ahead brings more than is asked for.
    assertThat(CellCost.cost(0.3, 0.9, 1.4)).isEqualTo(0.9, within(1e-12));
    assertThat(CellCost.cost(0.9, 0.3, 1)).isEqualTo(0.9, within(1e-12));
  }

  @Test
  void isInBetweenForAMixture() {
    assertThat(CellCost.cost(0.3, 0.9, 0.5)).isEqualTo(0.6, within(1e-12));
  }
}
