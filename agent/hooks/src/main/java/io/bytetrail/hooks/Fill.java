package io.bytetrail.hooks;

import io.bytetrail.ledger.Link;
import java.lang.ref.WeakReference;

/**
 * What a read has put in a range of a buffer, until it is written again: the range, and the lane.
 *
 * <p>The range is in array indexes for a buffer in the heap, in addresses for a direct one. Writing
 * it <em>spends</em> it, so that a header put in the same buffer later is not taken for the file's
 * bytes. A mapped buffer always holds its file and is never spent.
 *
 * <p>The first and the last bytes of the range are kept too: a buffer that the application has
 * filled otherwise since, which no hook sees, has others there.
 *
 * <p>No synchronisation: whoever hands a buffer to another thread has synchronised with it already.
 */
final class Fill extends WeakReference<Object> {
  private static final int MOST_COMPARED = 32;
  private static final long NOWHERE = Long.MIN_VALUE;

  /** What may lie between two pieces of one pass: the end of a chunk, and the head of the next. */
  private static final int GAP = 32;

  final boolean mapped;
  Lane lane;
  int transfer;

  /** How it is joined to the read: the bits of {@link Link}. */
  int link;

  private long from;
  private long to;

  private long firstAt = NOWHERE;
  private long first;
  private long lastAt = NOWHERE;
  private long last;

  // Of the pass that goes through this buffer, over and over.
  private long passFirst;
  private long passBytes;
  private long unsent;

  /** How often it was compared with what is written, since it was filled. */
  private int compared;

  /** The granules of the buffer that {@link Fills} finds this under: the second excluded. */
  long firstGranule;

  long endGranule;

  Fill(Object buffer, boolean mapped) {
    super(buffer);
    this.mapped = mapped;
  }

  /** The lane has put {@code bytes} bytes at {@code start}. */
  void fill(
      Object buffer,
      Lane lane,
      int transfer,
      int link,
      long start,
      long bytes,
      boolean isReadable) {
    boolean samePass = this.lane == lane && this.transfer == transfer && this.link == link;
    boolean continues = samePass && isBehind(start);
    if (!continues) {
      from = start;
      firstAt = NOWHERE;
      lastAt = NOWHERE;
    }
    if (!samePass) {
      // A store of a reference costs the collector's barrier: not for each read.
      this.lane = lane;
      this.transfer = transfer;
      this.link = link;
      passBytes = 0;
      unsent = 0;
    }
    to = start + bytes;
    if (isReadable && bytes >= Words.SIZE) {
      long word = Words.at(buffer, start);
      if (!continues) {
        first = word;
        firstAt = start;
      }
      if (passBytes == 0) {
        passFirst = word;
      }
      lastAt = to - Words.SIZE;
      last = Words.at(buffer, lastAt);
    }
    passBytes += bytes;
    unsent += bytes;
    compared = 0;
  }

  boolean isContinuedBy(Lane lane, int transfer, long start) {
    return isBehind(start) && this.lane == lane && this.transfer == transfer;
  }

  private boolean isBehind(long start) {
    return start >= to && start - to <= GAP && from < to;
  }

  /** Whether it is of this buffer, or of memory of which no more than the address was known. */
  boolean isOf(Object buffer) {
    return refersTo(buffer) || (Fills.isNative(buffer) && refersTo(Fills.MEMORY));
  }

  /** Something else has been put there, or its bytes are not what they were. */
  void cut(long start, long end) {
    if (mapped || overlap(start, end) == 0) {
      return;
    }
    if (start <= from) {
      from = Math.min(end, to);
    } else {
      to = start;
    }
  }

  /** How many of these bytes are ones that the lane has put there. */
  long overlap(long start, long end) {
    return Math.max(0, Math.min(end, to) - Math.max(start, from));
  }

  /** Whether it is of this buffer, and has something in this range. */
  boolean holds(Object buffer, long start, long end) {
    return overlap(start, end) > 0 && isOf(buffer);
  }

  /**
   * Whether the range is this buffer's, holds what the lane has put there throughout, and begins
   * with the first of it, unchanged: as in a loop with one buffer. False proves nothing.
   */
  boolean isWhole(Object buffer, long start, long end) {
    return start == firstAt
        && start >= from
        && end <= to
        && end - start >= Words.SIZE
        && isOf(buffer)
        && Words.at(buffer, start) == first;
  }

  /**
   * Whether what is in the range is still what the lane has put there, as far as its first and last
   * bytes tell; those that are not in the range are not looked at.
   */
  boolean isIntact(Object buffer, long start, long end) {
    if (mapped) {
      return true;
    }
    boolean seesFirst = firstAt >= start && firstAt + Words.SIZE <= end;
    if (seesFirst && Words.at(buffer, firstAt) == first) {
      return true;
    }
    boolean seesLast = lastAt >= start && lastAt + Words.SIZE <= end;
    if (seesLast && Words.at(buffer, lastAt) == last) {
      return true;
    }
    return !seesFirst && !seesLast;
  }

  /** These bytes have been written. */
  void spend(long start, long end) {
    long spent = overlap(start, end);
    if (mapped || spent == 0) {
      return;
    }
    unsent -= spent;
    if (start <= from || end < to) {
      // From the middle on: what is left before it is forgotten.
      from = Math.min(end, to);
    } else {
      to = start;
    }
  }

  boolean isSpent() {
    return from >= to;
  }

  /**
   * Bytes are on their way, though not from this buffer.
   *
   * @param bytes of the range, from its beginning
   * @param sent of the pass, with those that are in this range no more
   */
  void passOn(long bytes, long sent) {
    from = Math.min(to, from + bytes);
    unsent = Math.max(0, unsent - sent);
  }

  /** Bytes of this pass that were read before those of the range, and have not been written. */
  long unsentBefore() {
    return Math.max(0, unsent - Math.max(0, to - from));
  }

  // What Guess compares with.

  /** Whether it has been compared so often that it is not worth another time; counts this one. */
  boolean isTiresome() {
    return ++compared > MOST_COMPARED;
  }

  long from() {
    return from;
  }

  long to() {
    return to;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  /**
   * How far behind the first bytes of the range the last are; negative when either is not known.
   */
  long distance() {
    return firstAt != from || lastAt != to - Words.SIZE ? -1 : lastAt - firstAt;
  }

  boolean knowsLast() {
    return lastAt != NOWHERE && lastAt == to - Words.SIZE;
  }

  long passFirst() {
    return passFirst;
  }

  /** Bytes read in this pass, if none of them has been written yet; else 0. */
  long unsentPass() {
    return unsent == passBytes ? passBytes : 0;
  }
}
