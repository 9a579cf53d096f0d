package io.bytetrail.collector.live;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.trace.TraceEntry;
import io.bytetrail.ledger.trace.TraceReader;
import io.bytetrail.ledger.trace.TraceRing;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One JVM whose transfers are watched. Until it is closed it must be asked for again every second
 * or so, by {@link #request}. Not thread-safe.
 */
final class WatchedJvm implements AutoCloseable {
  private final Path ledger;
  private final LedgerReader reader;
  private final int pid;
  private final String service;
  private final Map<Integer, LaneSnapshot> lanes = new HashMap<>();
  private TraceReader ring; // null until the agent has made it
  private long lostBefore;

  WatchedJvm(Path ledger) throws IOException {
    this.ledger = ledger;
    this.reader = LedgerReader.map(ledger);
    LedgerSnapshot now = reader.read();
    this.pid = now.pid();
    this.service = now.service();
    keep(now);
    request();
  }

  int pid() {
    return pid;
  }

  Path ledger() {
    return ledger;
  }

  /** Says that somebody still watches. */
  void request() throws IOException {
    TraceRing.request(ledger);
  }

  /** Whether the agent tells of transfers by now. */
  boolean isTelling() {
    return ring != null;
  }

  /** How many went by unread, because there were too many at once. */
  long lost() {
    return lostBefore + (ring == null ? 0 : ring.lost());
  }

  boolean hasEnded() throws IOException {
    return reader.read().state() == LedgerDescriptor.STATE_ENDED;
  }

  /** Hands over what is over since the last time. */
  void poll(Consumer<Transferred> watcher) throws IOException {
    if (ring == null) {
      try {
        ring = TraceReader.open(ledger);
      } catch (NoSuchFileException e) {
        return;
      }
    }
    boolean over = ring.isOver();
    ring.poll(entry -> watcher.accept(transferred(entry)));
    if (over) {
      // It thought nobody watched any more: the next request makes another.
      lostBefore += ring.lost();
      ring = null;
    }
  }

  private Transferred transferred(TraceEntry entry) {
    LaneSnapshot lane = lane(entry.lane());
    boolean known = lane != null;
    String file = entry.path().isEmpty() && known ? lane.path() : entry.path();
    return new Transferred(
        pid, service, known ? lane.site() : "?", known ? lane.via() : "", file, entry);
  }

  /** A lane that is new since the ledger was last read is looked for once more. */
  private LaneSnapshot lane(int id) {
    LaneSnapshot lane = lanes.get(id);
    if (lane == null) {
      try {
        keep(reader.read());
      } catch (IOException e) {
        return null; // the JVM has just ended
      }
      lane = lanes.get(id);
    }
    return lane;
  }

  private void keep(LedgerSnapshot now) {
    now.lanes().forEach(lane -> lanes.put(lane.id(), lane));
  }

  /** Says that this watcher has gone. */
  @Override
  public void close() throws IOException {
    TraceRing.withdraw(ledger);
  }
}
