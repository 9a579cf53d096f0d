package io.bytetrail.collector.surface;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;

/** What the agent counted in a lane over a span of time. */
record Counted(int lane, Operation operation, long calls, long bytes) {
  static Counted since(LedgerSnapshot before, LaneSnapshot lane) {
    long calls = before.lane(lane.id()).map(LaneSnapshot::calls).orElse(0L);
    long bytes = before.lane(lane.id()).map(LaneSnapshot::bytes).orElse(0L);
    return new Counted(lane.id(), lane.operation(), lane.calls() - calls, lane.bytes() - bytes);
  }

  boolean isNothing() {
    return calls == 0 && bytes == 0;
  }
}
