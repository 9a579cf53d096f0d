package io.bytetrail.hooks;

import io.bytetrail.ledger.Link;

/**
 * Finds out whether what is written is a copy of what the thread has just read, where the
 * application, or a library, has copied it from one array to another and no identity shows it.
 *
 * <p>It compares a few words, at distances that only a copy has in common: the beginning and the
 * end of what was read, and where the array it was read into still has it, two in between. A file's
 * first bytes alone prove nothing, all files of a format begin alike; nor do bytes that are all the
 * same.
 *
 * <p>What was read need not be where the write begins. A server collects small reads in a buffer of
 * its own, behind the head of its answer, and writes when that is full: then a write begins with
 * what is left of earlier reads, of which no more than the number is known. So it is looked for
 *
 * <ul>
 *   <li>at the beginning of the write, at its end, and there before the end of a chunk,
 *   <li>behind as many bytes as were read before and not written yet,
 *   <li>as far in as it was found the last time,
 *   <li>and anywhere within {@value #WINDOW} bytes behind that; or the other way round, the write's
 *       first bytes within as many of what was read. This takes some microseconds, so it is done
 *       seldom where it finds nothing.
 * </ul>
 *
 * <p>A write that ends within the first {@value #LEAST} bytes of the last read is not recognised.
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
  private static final int WINDOW = 8192;
  private static final int NOWHERE = -1;

  /** Searches of a lane that found nothing, after which only one in some is done. */
  private static final int PATIENCE = 8;

  private static final int SELDOM = 64;

  private Guess() {}

  /**
   * Where the bytes from {@code start} to {@code end} come from, as a fill of them; or null. Asked
   * only of buffers whose bytes may be looked at.
   *
   * @param stores whether they are about to be stored: else what came from a socket is not compared
   */
  static Fill origin(Context context, Object buffer, long start, long end, boolean stores) {
    if (end - start < LEAST) {
      return null;
    }
    Fill recent = context.recent;
    Fill other = context.lessRecent;
    Fill found = origin(context, recent, buffer, start, end, stores);
    return found != null ? found : origin(context, other, buffer, start, end, stores);
  }

  private static Fill origin(
      Context context, Fill read, Object buffer, long start, long end, boolean stores) {
    if (read == null || read.mapped || read.isSpent() || read.isOf(buffer)) {
      return null;
    }
    if ((!stores && !read.lane.readsFile()) || read.isTiresome()) {
      return null;
    }
    // Taken once: it may be another thread's too.
    long from = read.from();
    long to = read.to();
    if (Math.min(to - from, end - start) < LEAST || !read.knowsLast()) {
      return null;
    }
    Object source = read.get();
    if (!(source instanceof byte[] array)) {
      Fill found = fromMemory(context, read, to - from, buffer, start, end);
      return found != null ? found : pass(context, read, buffer, start, end);
    }
    if (from < 0 || to > array.length) {
      return null;
    }
    Fill found = fromArray(context, read, array, from, to, buffer, start, end);
    if (found == null) {
      found = pass(context, read, buffer, start, end);
    }
    return found != null || !isWorthSearching(read.lane)
        ? found
        : search(context, read, array, from, to, buffer, start, end);
  }

  /** Native memory may be gone: what is known of it is its first and last bytes. */
  private static Fill fromMemory(
      Context context, Fill read, long bytes, Object buffer, long start, long end) {
    long distance = read.distance();
    long known = buffer instanceof byte[] array ? array.length : end;
    long length = Math.min(bytes, end - start);
    if (distance <= 0 || !Words.isTelling(read.first()) || !Words.isTelling(read.last())) {
      return null;
    }
    for (int i = 0; i < 3; i++) {
      long at =
          switch (i) {
            case 0 -> start;
            case 1 -> end - length;
            default -> end - length - TRAILER;
          };
      boolean isCopy =
          at >= start
              && at + distance + Words.SIZE <= known
              && Words.at(buffer, at) == read.first()
              && Words.at(buffer, at + distance) == read.last();
      if (isCopy && 2 * length >= end - start) {
        confirm(context, read.lane, true);
        return take(context, read, buffer, at, length, 0);
      }
    }
    return null;
  }

  private static Fill fromArray(
      Context context,
      Fill read,
      byte[] array,
      long from,
      long to,
      Object buffer,
      long start,
      long end) {
    long length = Math.min(to - from, end - start);
    for (int i = 0; i < 5; i++) {
      long at =
          switch (i) {
            case 0 -> start;
            case 1 -> start + read.unsentBefore();
            case 2 -> start + context.shift;
            case 3 -> end - length;
            default -> end - length - TRAILER;
          };
      Fill found = foundAt(context, read, array, from, to, buffer, start, end, at);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** If what is in the array from {@code from} on is also in the buffer, at this place. */
  private static Fill foundAt(
      Context context,
      Fill read,
      byte[] array,
      long from,
      long to,
      Object buffer,
      long start,
      long end,
      long at) {
    long length = Math.min(to - from, end - at);
    if (at < start || length < LEAST || !isCopy(array, from, buffer, at, length)) {
      return null;
    }
    long before = before(read, at - start, length, end - start);
    if (2 * (before + length) < end - start) {
      return null;
    }
    context.shift = (int) Math.min(at - start, Integer.MAX_VALUE);
    if (isSample(read.lane)) {
      context.prove(isWhole(array, from, buffer, at, length));
    }
    return take(context, read, buffer, at - before, before + length, from - read.from() - before);
  }

  /** How much of what lies before it is the rest of earlier reads. */
  private static long before(Fill read, long distance, long length, long written) {
    long unsent = read.unsentBefore();
    boolean isEnough = 2 * length >= written;
    return unsent <= distance ? unsent : isEnough ? 0 : distance;
  }

  private static boolean isWorthSearching(Lane lane) {
    return lane.misses < PATIENCE || lane.misses++ % SELDOM == 0;
  }

  private static Fill search(
      Context context,
      Fill read,
      byte[] array,
      long from,
      long to,
      Object buffer,
      long start,
      long end) {
    long word = Words.at(array, from);
    long first = start + read.unsentBefore();
    int inWrite = find(word, buffer, first, end);
    if (inWrite == NOWHERE && first > start) {
      first = start;
      inWrite = find(word, buffer, first, end);
    }
    Fill found = null;
    if (inWrite != NOWHERE) {
      long at = first + inWrite;
      found = foundAt(context, read, array, from, to, buffer, start, end, at);
    }
    int inRead = found != null ? NOWHERE : find(Words.at(buffer, start), array, from, to);
    if (inRead != NOWHERE) {
      found = foundAt(context, read, array, from + inRead, to, buffer, start, end, start);
    }
    read.lane.misses = found != null ? 0 : Math.max(1, read.lane.misses + 1);
    return found;
  }

  /** How far behind {@code start} a word is; NOWHERE if it is not, or tells nothing. */
  private static int find(long word, Object buffer, long start, long end) {
    if (!Words.isTelling(word)) {
      return NOWHERE;
    }
    int last = (int) Math.min(WINDOW, end - start - LEAST);
    for (int i = 1; i <= last; i++) {
      if (Words.at(buffer, start + i) == word) {
        return i;
      }
    }
    return NOWHERE;
  }

  /** Several reads, put behind each other and then written at once, or in pieces. */
  private static Fill pass(Context context, Fill read, Object buffer, long start, long end) {
    long bytes = read.unsentPass();
    long lastBytes = read.to() - read.from();
    long known = buffer instanceof byte[] array ? array.length : end;
    long lastAt = start + bytes - Words.SIZE;
    if (bytes <= lastBytes || 2 * bytes < end - start || lastAt + Words.SIZE > known) {
      return null;
    }
    long first = Words.at(buffer, start);
    long last = Words.at(buffer, lastAt);
    boolean isSame =
        first == read.passFirst()
            && last == read.last()
            && Words.at(buffer, start + bytes - lastBytes) == read.first();
    if (!isSame || !Words.isTelling(first) || !Words.isTelling(last)) {
      return null;
    }
    context.prove(true);
    return take(context, read, buffer, start, bytes, 0);
  }

  /**
   * The bytes are on their way now, from the buffer.
   *
   * @param bytes all of them
   * @param skipped of what was read these have not been found, and will not; negative for what was
   *     found though it is no longer where it was read
   */
  private static Fill take(
      Context context, Fill read, Object buffer, long at, long bytes, long skipped) {
    Lane lane = read.lane;
    int transfer = read.transfer;
    int link = read.link | Link.INFERRED;
    read.passOn(bytes + skipped, bytes + Math.max(0, skipped));
    return Fills.fill(context, buffer, lane, transfer, link, at, bytes, true);
  }

  private static boolean isCopy(byte[] array, long from, Object buffer, long at, long length) {
    return isSame(array, from, buffer, at)
        && isSame(array, from + length - Words.SIZE, buffer, at + length - Words.SIZE)
        && isSame(array, from + length / 4, buffer, at + length / 4)
        && isSame(array, from + length / 2, buffer, at + length / 2)
        && tells(buffer, at, length) >= 2;
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

  private static void confirm(Context context, Lane lane, boolean confirmed) {
    if (isSample(lane)) {
      context.prove(confirmed);
    }
  }

  private static boolean isSample(Lane lane) {
    return (lane.guesses++ & SAMPLE - 1) == 0;
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
