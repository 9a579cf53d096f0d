package io.bytetrail.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.demo.CopyStrategy.Cache;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrategyTableTest {
  private static final long FILE = 16 << 10;

  @Test
  void showsEachFigureBesideTheTextbooks() {
    Row row = row(CopyStrategy.STREAM, Cache.COLD, 4, 2, 2, 1);

    assertThat(StrategyTable.of(List.of(row), 17))
        .containsPattern("stream +16 KiB +cold +1 +4 +4 +8 +8 +2.00 +2 +2.00 +1.00 +1 \\+ NIC +j\n")
        .contains("loopback has none");
  }

  @Test
  void neverRoundsSomethingToNothing() {
    Row row = row(CopyStrategy.SENDFILE, Cache.HOT, 1, 0.0001, 0, 0);

    assertThat(StrategyTable.of(List.of(row), 17)).contains("<0.01").doesNotContain("0.00 ");
  }

  @Test
  void explainsTheSecondCallOfTransferToOnNewerJdks() {
    List<Row> rows = List.of(row(CopyStrategy.SENDFILE, Cache.HOT, 2, 0, 0, 0));

    assertThat(StrategyTable.of(rows, 25)).contains("copy_file_range(2)");
    assertThat(StrategyTable.of(rows, 17)).doesNotContain("copy_file_range(2)");
  }

  @Test
  void takesTheProcesssDeviceBytesWhereNoRoutesAreKnown() {
    Counts counts = new Counts(FILE, 0, 0, 0, 0, 77, 0, 0, 1, 2, "MODELLED", "MODELLED");
    Phase phase = new Phase(CopyStrategy.SENDFILE, FILE, Cache.COLD, 1);

    Row row = Row.of(phase, counts, FILE);

    assertThat(row.dmaCopies()).isEqualTo(1);
    assertThat(row.dmaEvidence()).isEqualTo("ACCOUNTED");
  }

  @Test
  void staysWithinTheWidthOfATerminal() {
    Row row = row(CopyStrategy.DIRECT_IO, Cache.COLD, 16_384, 2.5, 2, 1.25);

    assertThat(StrategyTable.of(List.of(row), 25).lines()).allMatch(line -> line.length() <= 120);
  }

  private static Row row(
      CopyStrategy strategy, Cache cache, long calls, double cpu, double jvm, double dma) {
    Counts counts =
        new Counts(
            FILE,
            0,
            0,
            0,
            0,
            (long) (dma * FILE),
            (long) Math.ceil(cpu * FILE),
            (long) (jvm * FILE),
            calls,
            2 * calls,
            "KERNEL",
            "KERNEL");
    return Row.of(new Phase(strategy, FILE, cache, 1), counts, -1);
  }
}
