package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.testing.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No call is lost or filed wrong, however many threads there are, and whichever tables are full.
 */
class ThreadsIT {
  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tellsTwoStrategiesOnOneFileApart(Jdk jdk) throws Exception {
    LedgerSnapshot ledger = run(jdk, "two", 1_000_000);

    assertCounted(ledger, "channel", Operation.FILE_CHANNEL_READ_DIRECT, 1_000_000);
    assertCounted(ledger, "randomAccess", Operation.RANDOM_ACCESS_FILE_READ, 1_000_000);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void countsTwoHundredThreads(Jdk jdk) throws Exception {
    LedgerSnapshot ledger = run(jdk, "platform", 2_000);

    assertCounted(ledger, "channel", Operation.FILE_CHANNEL_READ_DIRECT, 200 * 2_000);
  }

  @Test
  void countsTenThousandVirtualThreads() throws Exception {
    LedgerSnapshot ledger = run(Jdk.of(25), "virtual", 20);

    assertCounted(ledger, "channel", Operation.FILE_CHANNEL_READ_DIRECT, 10_000 * 20);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void handsCellsOfDeadThreadsOver(Jdk jdk) throws Exception {
    LedgerSnapshot ledger = run(jdk, "waves", 100, "ledger.lanes=16", "ledger.cells=80");

    assertCounted(ledger, "channel", Operation.FILE_CHANNEL_READ_DIRECT, 10 * 50 * 100);
    assertThat(ledger.lostCells()).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void countsInTheSharedCellWhenThereIsNoOther(Jdk jdk) throws Exception {
    LedgerSnapshot ledger = run(jdk, "platform", 2_000, "ledger.lanes=16", "ledger.cells=16");

    assertCounted(ledger, "channel", Operation.FILE_CHANNEL_READ_DIRECT, 200 * 2_000);
    assertThat(ledger.lostCells()).isGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void countsUnderOtherWhenLanesAreFull(Jdk jdk) throws Exception {
    LedgerSnapshot ledger = run(jdk, "two", 1_000, "ledger.lanes=3", "ledger.sites=1");

    LaneSnapshot other = ledger.lane(1).orElseThrow();
    assertThat(other.operation()).isEqualTo(Operation.OTHER);
    assertThat(other.calls()).isGreaterThanOrEqualTo(2_000);
    assertThat(other.bytes()).isGreaterThanOrEqualTo(2_000 * ManyThreads.BYTES);
    assertThat(ledger.lanes()).hasSize(2);
    assertThat(ledger.lostLanes()).isGreaterThanOrEqualTo(2);
    assertThat(ledger.lostSites()).isGreaterThanOrEqualTo(2);
  }

  private LedgerSnapshot run(Jdk jdk, String what, int calls, String... options) throws Exception {
    return Agents.run(
        Agents.jvm(jdk, directory, options),
        directory,
        ManyThreads.class,
        directory.toString(),
        what,
        Integer.toString(calls));
  }

  private static void assertCounted(
      LedgerSnapshot ledger, String method, Operation operation, long calls) {
    List<LaneSnapshot> lanes = Agents.lanes(ledger, ManyThreads.class, method);
    assertThat(lanes).hasSize(1);
    assertThat(lanes.get(0).operation()).isEqualTo(operation);
    assertThat(lanes.get(0).calls()).isEqualTo(calls);
    assertThat(lanes.get(0).bytes()).isEqualTo(calls * ManyThreads.BYTES);
    assertThat(lanes.get(0).errors()).isZero();
  }
}
