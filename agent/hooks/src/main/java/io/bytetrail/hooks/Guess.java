package io.bytetrail.hooks;

import io.bytetrail.ledger.Link;

/**
 * Finds out whether what is written is a copy of what the thread has just read, where the
 * application, or a library, has copied it from one array to another and no identity shows it.
 *
 * <p>It compares a few words, at distances that only a copy has in common: the beginning and the
 * end of what was read, and where the array it was read into still has it, two in between. A file's
 * first bytes alone prove nothing, all files of a format begin alike; nor do bytes that are all the
 * same. Looked for is what was read at the beginning of the write, and at its end, behind a header.
 *
 * <p>What it finds becomes a fill of its own, marked as inferred, so that what is left after a
 * partial write is found by identity. Of one in {@value #SAMPLE} the whole length is compared, at
 * {@value #POINTS} points: the share of these in which all agreed is the link's confidence.
 */
final class Guess {
  private static final int LEAST = 4 * Words.SIZE;
  private static final int TRAILER = 2; // of a chunk in HTTP: CR, LF
  private static final int SAMPLE = 16;
  private static final int POINTS = 64;

  private Guess() {}

  /**
   * Where the bytes from {@code start} to {@code end} come from, as a fill of them; or null. Asked
   * only of buffers whose bytes may be looked at.
   */
  static Fill origin(Context context, Object buffer, long start, long end) {
    if (end - start < LEAST) {
      return null;
    }
    Fill recent = context.recent;
    Fill other = context.lessRecent;
    Fill found = origin(context, recent, buffer, start, end);
    return found != null ? found : origin(context, other, buffer, start, end);
  }

  private static Fill origin(Context context, Fill read, Object buffer, long start, long end) {
    if (read == null || read.mapped || read.isSpent() || read.refersTo(buffer)) {
      return null;
    }
    if (read.isTiresome()) {
      return null;
    }
    // Taken once: it may be another thread's too.
    long from = read.from();
    long bytes = read.to() - from;
    long length = Math.min(bytes, end - start);
    if (length < LEAST || !read.knowsLast()) {
      return null;
    }
    Object source = read.get();
    if (source instanceof byte[] array && (from < 0 || from + length > array.length)) {
      return null;
    }
    long at = start;
    if (!isCopy(read, source, from, buffer, at, end, length)) {
      at = end - length;
      if (at == start || !isCopy(read, source, from, buffer, at, end, length)) {
        at -= TRAILER;
        if (at <= start || !isCopy(read, source, from, buffer, at, end, length)) {
          return pass(context, read, buffer, start, end);
        }
      }
    }
    if (2 * length < end - start) {
      return pass(context, read, buffer, start, end);
    }
    if ((read.lane.guesses++ & SAMPLE - 1) == 0) {
      context.prove(!(source instanceof byte[]) || isWhole(source, from, buffer, at, length));
    }
    return take(context, read, buffer, at, length);
  }

  /** Several reads, put behind each other and then written at once, or in pieces. */
  private static Fill pass(Context context, Fill read, Object buffer, long start, long end) {
    long bytes = read.unsentPass();
    long known = buffer instanceof byte[] array ? array.length : end;
    long lastAt = start + bytes - Words.SIZE;
    if (bytes < LEAST || 2 * bytes < end - start || lastAt + Words.SIZE > known) {
      return null;
    }
    long first = Words.at(buffer, start);
    long last = Words.at(buffer, lastAt);
    boolean isSame = first == read.passFirst() && last == read.last();
    if (!isSame || !Words.isTelling(first) || !Words.isTelling(last)) {
      return null;
    }
    context.prove(true);
    return take(context, read, buffer, start, bytes);
  }

  private static Fill take(Context context, Fill read, Object buffer, long at, long bytes) {
    Lane lane = read.lane;
    int transfer = read.transfer;
    int link = read.link | Link.INFERRED;
    read.passOn(bytes);
    return Fills.fill(context, buffer, lane, transfer, link, at, bytes, true);
  }

  /** Whether the {@code length} bytes at {@code at} are the first of what was read. */
  private static boolean isCopy(
      Fill read, Object source, long from, Object buffer, long at, long end, long length) {
    if (source instanceof byte[]) {
      return isSame(source, from, buffer, at)
          && isSame(source, from + length - Words.SIZE, buffer, at + length - Words.SIZE)
          && isSame(source, from + length / 4, buffer, at + length / 4)
          && isSame(source, from + length / 2, buffer, at + length / 2)
          && tells(buffer, at, length) >= 2;
    }
    // Native memory may be gone: what is known of it is its first and last bytes.
    long distance = read.distance();
    long known = buffer instanceof byte[] array ? array.length : end;
    return distance > 0
        && at + distance + Words.SIZE <= known
        && Words.at(buffer, at) == read.first()
        && Words.at(buffer, at + distance) == read.last()
        && Words.isTelling(read.first())
        && Words.isTelling(read.last());
  }

  private static boolean isSame(Object source, long from, Object buffer, long at) {
    return Words.at(source, from) == Words.at(buffer, at);
  }

  private static int tells(Object buffer, long at, long length) {
    return tell(buffer, at)
        + tell(buffer, at + length / 4)
        + tell(buffer, at + length / 2)
        + tell(buffer, at + length - Words.SIZE);
  }

  private static int tell(Object buffer, long at) {
    return Words.isTelling(Words.at(buffer, at)) ? 1 : 0;
  }

  private static boolean isWhole(Object source, long from, Object buffer, long at, long length) {
    long step = Math.max(1, (length - Words.SIZE) / (POINTS - 1));
    for (long i = 0; i <= length - Words.SIZE; i += step) {
      if (!isSame(source, from + i, buffer, at + i)) {
        return false;
      }
    }
    return true;
  }
}
