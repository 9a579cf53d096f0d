package io.bytetrail.collector.surface;

/**
 * What a JFR recording has of one operation: its file and socket events without a threshold and
 * without a throttle.
 *
 * @param forces events of forced writes
 */
public record JfrSeen(long events, long readBytes, long writtenBytes, long forces) {
  static final JfrSeen NOTHING = new JfrSeen(0, 0, 0, 0);

  JfrSeen plus(long moreRead, long moreWritten, long moreForces) {
    return new JfrSeen(
        events + 1, readBytes + moreRead, writtenBytes + moreWritten, forces + moreForces);
  }

  /** Whether it has all of what was moved by calls; mappings are none of its business. */
  boolean isAllOf(Moved moved) {
    return events > 0
        && (moved.atLeast() ? readBytes >= moved.read() : readBytes == moved.read())
        && writtenBytes == moved.written()
        && forces == moved.forced();
  }
}
