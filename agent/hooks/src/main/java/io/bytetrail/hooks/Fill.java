package io.bytetrail.hooks;

import java.lang.ref.WeakReference;

/**
 * What a read has put in a buffer, until it is written again: the range of it, and the lane.
 *
 * <p>The range is in array indexes for a buffer in the heap, in addresses for a direct one. Writing
 * it <em>spends</em> it, so that a header put in the same buffer later is not taken for the file's
 * bytes. A mapped buffer always holds its file and is never spent.
 *
 * <p>No synchronisation: whoever hands a buffer to another thread has synchronised with it already.
 */
final class Fill extends WeakReference<Object> {
  final boolean mapped;
  Lane lane;
  int transfer;
  private long from;
  private long to;

  Fill(Object buffer, boolean mapped) {
    super(buffer);
    this.mapped = mapped;
  }

  /** The lane has put {@code bytes} bytes at {@code start}. */
  void fill(Lane lane, int transfer, long start, long bytes) {
    boolean continues = start == to && this.lane == lane && this.transfer == transfer;
    if (!continues || from == to) {
      from = start;
    }
    to = start + bytes;
    this.lane = lane;
    this.transfer = transfer;
  }

  /** Something else has been put in the buffer. */
  void clear(long start, long bytes) {
    if (!mapped && overlap(start, start + bytes) > 0) {
      to = from;
    }
  }

  /** How many of these bytes are ones that the lane has put there. */
  long overlap(long start, long end) {
    return Math.max(0, Math.min(end, to) - Math.max(start, from));
  }

  /** The bytes before {@code end} have been written. */
  void spend(long end) {
    if (!mapped && end > from) {
      from = Math.min(end, to);
    }
  }

  boolean isSpent() {
    return from >= to;
  }
}
