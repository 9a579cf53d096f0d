package io.bytetrail.agent;

import static io.bytetrail.agent.Database.LOOKUPS;
import static io.bytetrail.agent.Database.RECORD;
import static io.bytetrail.agent.Database.RECORDS;
import static io.bytetrail.agent.Database.SCANS;
import static io.bytetrail.ledger.Operation.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.testing.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of files that stay open: a lane for each use, and in it the passes over the file. */
class LongLivedFilesIT {
  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void countsATransferForEachPass(Jdk jdk) throws Exception {
    LedgerSnapshot ledger =
        Agents.run(Agents.jvm(jdk, directory), directory, Database.class, directory.toString());

    assertThat(uses(ledger, "table"))
        .containsExactlyInAnyOrder(
            new Use(RANDOM_ACCESS_FILE_WRITE, RECORDS, RECORDS * RECORD, 1),
            new Use(RANDOM_ACCESS_FILE_READ, LOOKUPS, LOOKUPS * RECORD, LOOKUPS));
    assertThat(uses(ledger, "index"))
        .containsExactlyInAnyOrder(
            new Use(FILE_CHANNEL_WRITE_HEAP, RECORDS, RECORDS * RECORD, 1),
            new Use(FILE_CHANNEL_READ_HEAP, LOOKUPS, LOOKUPS * RECORD, LOOKUPS));
    assertThat(uses(ledger, "log"))
        .containsExactlyInAnyOrder(
            new Use(FILE_CHANNEL_WRITE_HEAP, RECORDS, RECORDS * RECORD, 1),
            new Use(FILE_CHANNEL_READ_HEAP, SCANS * RECORDS, SCANS * RECORDS * RECORD, SCANS));
  }

  private static List<Use> uses(LedgerSnapshot ledger, String method) {
    return Agents.lanes(ledger, Database.class, method).stream()
        .filter(lane -> lane.calls() > 0)
        .map(LongLivedFilesIT::use)
        .toList();
  }

  private static Use use(LaneSnapshot lane) {
    return new Use(lane.operation(), lane.calls(), lane.bytes(), lane.transfers());
  }

  private record Use(Operation operation, long calls, long bytes, long transfers) {}
}
