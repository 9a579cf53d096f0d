package io.bytetrail.collector.report;

import static io.bytetrail.collector.join.Lanes.lane;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.join.Joined;
import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.join.Traffic;
import io.bytetrail.collector.path.Rung;
import io.bytetrail.collector.path.Setting;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportBuilderTest {
  private static final LedgerSnapshot LEDGER =
      new LedgerSnapshot(1, 0, 0, 0, 0, 0, "17", "test", List.of(), 0, 0, 0, 0, "", 0);

  private static final LaneFacts FROM_FILE =
      lane(3, Operation.FILE_INPUT_STREAM_READ, 0, 10, 1000, KernelCounts.NONE);
  private static final LaneFacts FROM_MAPPING =
      lane(5, Operation.SOCKET_CHANNEL_WRITE_MAPPED, 4, 10, 500, KernelCounts.NONE);
  private static final LaneFacts FROM_SOCKET =
      lane(6, Operation.SOCKET_STREAM_READ, 0, 10, 100, KernelCounts.NONE);

  @Test
  void takesSocketsOffWhatProcSaysOfReadsAndAddsWhatNoReadCallReturned() {
    // 1000 from the file, 100 from the socket, 400 by somebody else.
    Report.Evidence evidence = accounted(1500, FROM_FILE, FROM_MAPPING, FROM_SOCKET).evidence();

    assertThat(evidence.explainedReadBytes()).isEqualTo(1500);
    assertThat(evidence.processReadBytes()).isEqualTo(1900);
  }

  @Test
  void neverExplainsMoreThanThereIs() {
    Report.Evidence evidence = accounted(0, FROM_FILE).evidence();

    assertThat(evidence.processReadBytes()).isEqualTo(evidence.explainedReadBytes());
  }

  private static Report accounted(long readCallBytes, LaneFacts... lanes) {
    Joined joined = new Joined(List.of(lanes), KernelSnapshot.EMPTY, Traffic.NONE, Traffic.NONE, 1);
    Setting setting = new Setting(Rung.ACCOUNTED, false, 17, 0);
    return new ReportBuilder()
        .build(
            LEDGER, joined, new ReportBuilder.Circumstances(setting, List.of(), readCallBytes, 0));
  }
}
