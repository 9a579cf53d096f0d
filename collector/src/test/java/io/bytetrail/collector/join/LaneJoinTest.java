package io.bytetrail.collector.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.probe.CachePressure;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaneJoinTest {
  private final LaneJoin join = new LaneJoin();

  @Test
  void takesOffWhatCameBeforeTheKernelBegan() {
    join.begin(ledger(10, 1000), 5);
    join.observe(ledger(15, 1500), kernel(600), 25);

    Joined joined = join.joined();
    LaneFacts lane = joined.lanes().get(0);
    assertThat(lane.calls()).isEqualTo(5);
    assertThat(lane.bytes()).isEqualTo(500);
    assertThat(lane.kernel().get(KernelCounter.LOOKUP_BYTES)).isEqualTo(600);
    assertThat(joined.before()).isEqualTo(new Traffic(10, 1000));
    assertThat(joined.nanos()).isEqualTo(20);
  }

  @Test
  void addsUpOverProbesAndSetsAsideWhatNoneOfThemCounted() {
    join.begin(ledger(0, 0), 0);
    join.observe(ledger(10, 1000), kernel(1000), 1);
    join.end();
    join.miss(ledger(12, 1200));
    assertThat(join.joined().uncounted()).isEqualTo(new Traffic(2, 200));

    join.begin(ledger(14, 1400), 3);
    join.observe(ledger(20, 2000), kernel(600), 4);

    Joined joined = join.joined();
    LaneFacts lane = joined.lanes().get(0);
    assertThat(lane.calls()).isEqualTo(16);
    assertThat(lane.bytes()).isEqualTo(1600);
    assertThat(lane.kernel().get(KernelCounter.LOOKUP_BYTES)).isEqualTo(1600);
    assertThat(joined.uncounted()).isEqualTo(new Traffic(4, 400));
    assertThat(joined.before()).isEqualTo(Traffic.NONE);
  }

  @Test
  void whatAProbeCountedStaysWhenItIsGoneForGood() {
    join.begin(ledger(0, 0), 0);
    join.observe(ledger(10, 1000), kernel(1000), 1);
    join.end();
    join.end();
    join.miss(ledger(99, 9900));

    assertThat(join.joined().lanes().get(0).bytes()).isEqualTo(1000);
    assertThat(join.joined().uncounted()).isEqualTo(new Traffic(89, 8900));
  }

  @Test
  void leavesOutLanesWithNothingCountedAndBytetrailsOwn() {
    join.begin(ledger(10, 1000), 0);
    join.observe(ledger(10, 1000), KernelSnapshot.EMPTY, 1);

    assertThat(join.joined().lanes()).isEmpty();
  }

  @Test
  void aJoinThatNeverBeganIsEmpty() {
    join.end();
    join.miss(ledger(1, 1));
    assertThat(join.joined().lanes()).isEmpty();
  }

  private static LedgerSnapshot ledger(long calls, long bytes) {
    List<LaneSnapshot> lanes = new ArrayList<>();
    lanes.add(lane(LedgerDescriptor.LANE_BYTETRAIL, Operation.BYTETRAIL, 7, 7));
    lanes.add(lane(LedgerDescriptor.FIRST_LANE, Operation.FILE_INPUT_STREAM_READ, calls, bytes));
    return new LedgerSnapshot(1, 1, 0, 0, 0, 0, "17", "test", lanes, 0, 0, 0, 0, "", 0);
  }

  private static LaneSnapshot lane(int id, Operation operation, long calls, long bytes) {
    return new LaneSnapshot(
        id, "site", "", operation, SizeClass.UNKNOWN, 0, 0, "", calls, bytes, 1, 0, 0, 0, 0, 0);
  }

  private static KernelSnapshot kernel(long lookupBytes) {
    KernelCounts counts = KernelCounts.NONE.with(KernelCounter.LOOKUP_BYTES, lookupBytes);
    return new KernelSnapshot(
        Map.of(LedgerDescriptor.FIRST_LANE, counts),
        List.of(),
        List.of(),
        CachePressure.NONE,
        List.of(),
        List.of(),
        List.of(),
        ProbeRecord.Cost.NONE,
        ProbeRecord.End.NONE);
  }
}
