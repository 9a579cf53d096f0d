package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void bytesHaveThreeDigitsAndAUnit() {
    assertThat(Units.bytes(0)).isEqualTo("0 B");
    assertThat(Units.bytes(1023)).isEqualTo("1023 B");
    assertThat(Units.bytes(1024)).isEqualTo("1.00 KiB");
    assertThat(Units.bytes((1 << 20) - 1)).isEqualTo("1.00 MiB");
    assertThat(Units.bytes(123L << 30)).isEqualTo("123 GiB");
    assertThat(Units.bytes(Long.MAX_VALUE)).isEqualTo("8.00 EiB");
  }

  @Test
  void timesHaveTheUnitThatSuitsThem() {
    assertThat(Units.nanos(999)).isEqualTo("999 ns");
    assertThat(Units.nanos(12_000)).isEqualTo("12.0 µs");
    assertThat(Units.nanos(999_700)).isEqualTo("1.00 ms");
    assertThat(Units.nanos(1_200_000_000)).isEqualTo("1.20 s");
  }

  @Test
  void noneAndAllAreOnlySaidOfNoneAndAll() {
    assertThat(Units.percent(1, 1_000_000)).isEqualTo("<0.1 %");
    assertThat(Units.percent(999_999, 1_000_000)).isEqualTo(">99.9 %");
    assertThat(Units.percent(5, 5)).isEqualTo("100.0 %");
    assertThat(Units.times(1, 1_000_000)).isEqualTo("<0.01 ×");
    assertThat(Units.times(0, 5)).isEqualTo("0.00 ×");
    assertThat(Units.times(5, 0)).isEmpty();
  }
}
