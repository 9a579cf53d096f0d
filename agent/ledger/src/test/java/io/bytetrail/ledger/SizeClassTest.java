package io.bytetrail.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeClassTest {
  @ParameterizedTest
  @CsvSource({
    "-1, unknown",
    "0, 0-4KiB",
    "4095, 0-4KiB",
    "4096, 4KiB-16KiB",
    "16383, 4KiB-16KiB",
    "16384, 16KiB-64KiB",
    "65536, 64KiB-256KiB",
    "1048575, 256KiB-1MiB",
    "1048576, 1MiB-4MiB",
    "67108864, 64MiB-256MiB",
    "4294967295, 1GiB-4GiB",
    "4294967296, 4GiB-",
    "9223372036854775807, 4GiB-",
  })
  void includesTheLowerBoundAndExcludesTheUpper(long bytes, String label) {
    assertThat(SizeClass.ofBytes(bytes).label()).isEqualTo(label);
  }

  @ParameterizedTest
  @CsvSource({"-1", "14", "255"})
  void readsAnUnknownCodeAsUnknown(int code) {
    assertThat(SizeClass.ofCode(code)).isEqualTo(SizeClass.UNKNOWN);
  }
}
