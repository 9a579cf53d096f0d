package io.bytetrail.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerBenchTest {
  @Test
  void warmsOnWhileTheLastSecondsAreBetterThanThoseBefore() {
    assertThat(ServerBench.isGettingFaster(List.of(1.0, 2.0, 3.0, 3.1, 3.2, 3.3))).isTrue();
  }

  @Test
  void isWarmWhenTheLastSecondsAreNoBetter() {
    assertThat(ServerBench.isGettingFaster(List.of(1.0, 3.3, 3.2, 3.3, 3.0, 3.31))).isFalse();
  }
}
