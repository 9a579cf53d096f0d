package io.bytetrail.collector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HostLoadTest {
  private static final long[] NOTHING = {0, 0, 0, 0, 0, 0, 0, 0};
  private final HostLoad load = new HostLoad();

  @Test
  void isTheShareOfTimeThatProcessorsWereNotIdle() throws Exception {
    assertThat(load.share()).isZero();
    // 20 of 100 idle or waiting for a disk; stolen time is somebody's too.
    load.add(NOTHING, new long[] {40, 10, 10, 15, 5, 5, 5, 10});
    assertThat(load.share()).isEqualTo(0.8, within(1e-9));
    assertThat(load.complaint()).contains("80 % of the processors busy");
    assertThat(load.jiffies()).hasSize(8);
  }

  @Test
  void saysNothingOfAnIdleHost() {
    load.add(NOTHING, new long[] {5, 0, 5, 90, 0, 0, 0, 0});
    load.add(NOTHING, new long[] {60, 0, 0, 40, 0, 0, 0, 0}); // once is no habit
    load.add(NOTHING, new long[] {0, 0, 0, 100, 0, 0, 0, 0});
    assertThat(load.complaint()).isEmpty();
  }
}
