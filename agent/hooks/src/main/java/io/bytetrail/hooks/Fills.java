package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which lane's bytes a range of a buffer holds, by the identity of the buffer: the array, or the
 * direct buffer all others were cut from. An arena has many ranges.
 *
 * <p>A thread's own last two fills come first: a loop with one buffer never goes further. Behind
 * them is a table for all threads, by granules of the buffers, in which whoever fills a granule
 * displaces who filled it before. It forgets: a fill that had to make room for others leaves its
 * write unchained, never wrongly chained.
 *
 * <p>Neighbouring granules are neighbours in the table, so that 64 KiB are two cache lines of it.
 */
final class Fills {
  private static final int GRANULE_BITS = 12;
  private static final int WAYS = 2;
  private static final int SETS = 1 << 14;
  private static final Fill[] TABLE = new Fill[WAYS * SETS];

  /** Of a longer range, the rest is found only by the thread that read it. */
  private static final int MOST_GRANULES = 1 << 12;

  /** Stands for the buffer where only an address is known. */
  static final Object MEMORY = new Object();

  private static final int MAPPED_BITS = 11;
  private static final Fill[] MAPPED = new Fill[WAYS << MAPPED_BITS];

  private Fills() {}

  /** The fill of a mapped buffer, or the one that holds something of this range; or null. */
  static Fill find(Context context, Object buffer, long start, long end) {
    Fill fill = findRecent(context, buffer, start, end);
    return fill != null ? fill : findShared(context, buffer, start, end);
  }

  /** The same among the thread's own last two. */
  static Fill findRecent(Context context, Object buffer, long start, long end) {
    Fill recent = context.recent;
    if (recent != null && recent.holds(buffer, start, end)) {
      return recent;
    }
    Fill other = context.lessRecent;
    if (other != null && other.holds(buffer, start, end)) {
      remember(context, other);
      return other;
    }
    return null;
  }

  /**
   * The fill that holds something of this memory, for native code that is handed an address and no
   * buffer; null if there is none whose bytes are still those.
   */
  static Fill findAt(Context context, long start, long end) {
    Fill recent = context.recent;
    Fill fill = recent != null && recent.overlap(start, end) > 0 ? recent : null;
    for (int i = 0; fill == null && i < WAYS; i++) {
      fill = at(TABLE[set(0, granule(start)) + i], start, end);
    }
    for (int i = 0; fill == null && i < WAYS; i++) {
      fill = at(TABLE[set(0, granule(end - 1)) + i], start, end);
    }
    return fill != null && fill.isIntact(MEMORY, start, end) ? fill : null;
  }

  private static Fill at(Fill fill, long start, long end) {
    return fill == null || fill.overlap(start, end) == 0 || fill.refersTo(null) ? null : fill;
  }

  /** Something that is no file's has been put at an address. */
  static void clearAt(Context context, long start, long end) {
    Fill fill = findAt(context, start, end);
    if (fill != null) {
      fill.cut(start, end);
    }
  }

  /** A lane has put bytes there. */
  static Fill fill(
      Context context,
      Object buffer,
      Lane lane,
      int transfer,
      int link,
      long start,
      long bytes,
      boolean isReadable) {
    long first = granule(start);
    long end = granule(start + bytes - 1) + 1;
    Fill fill = findToFill(context, buffer, lane, transfer, first, end, start);
    if (fill == null) {
      fill = new Fill(buffer, false);
      remember(context, fill);
    }
    fill.fill(buffer, lane, transfer, link, start, bytes, isReadable);
    if (first < fill.firstGranule || end > fill.endGranule) {
      publish(fill, buffer, start, start + bytes, first, end);
    }
    return fill;
  }

  /** A mapped buffer holds its file from now on. */
  static void map(Object buffer, Lane lane, int transfer, long start, long bytes) {
    Fill fill = new Fill(buffer, true);
    fill.fill(buffer, lane, transfer, 0, start, bytes, false);
    int set = mappedSet(buffer);
    int way = MAPPED[set] == null || MAPPED[set].refersTo(null) ? set : set + 1;
    MAPPED[way] = fill;
  }

  /** Other bytes than a file's have been put there. */
  static void clear(Context context, Object buffer, long start, long end) {
    Fill fill = find(context, buffer, start, end);
    if (fill != null) {
      fill.cut(start, end);
    }
  }

  /** The same, if the thread knows the buffer. */
  static void clearRecent(Context context, Object buffer, long start, long end) {
    Fill fill = findRecent(context, buffer, start, end);
    if (fill != null) {
      fill.cut(start, end);
    }
  }

  static void forgetAll() {
    Arrays.fill(TABLE, null);
    Arrays.fill(MAPPED, null);
  }

  /** One that is found under these granules already, or whose range is continued. */
  private static Fill findToFill(
      Context context, Object buffer, Lane lane, int transfer, long first, long end, long start) {
    Fill recent = context.recent;
    if (recent != null && canFill(recent, buffer, lane, transfer, first, end, start)) {
      return recent;
    }
    Fill other = context.lessRecent;
    if (other != null && canFill(other, buffer, lane, transfer, first, end, start)) {
      remember(context, other);
      return other;
    }
    int set = set(origin(buffer), first);
    for (int way = set; way < set + WAYS; way++) {
      Fill fill = TABLE[way];
      if (fill != null && canFill(fill, buffer, lane, transfer, first, end, start)) {
        remember(context, fill);
        return fill;
      }
    }
    return null;
  }

  private static boolean canFill(
      Fill fill, Object buffer, Lane lane, int transfer, long first, long end, long start) {
    boolean within = first >= fill.firstGranule && end <= fill.endGranule;
    return (within || fill.isContinuedBy(lane, transfer, start))
        && !fill.mapped
        && fill.refersTo(buffer);
  }

  /** Puts the fill under each granule of its range; what was there of this buffer is no more. */
  private static void publish(
      Fill fill, Object buffer, long start, long end, long firstGranule, long endGranule) {
    boolean goesOn = fill.endGranule >= firstGranule && fill.firstGranule <= firstGranule;
    fill.firstGranule = fill.endGranule == 0 || !goesOn ? firstGranule : fill.firstGranule;
    fill.endGranule = endGranule;
    long origin = origin(buffer);
    long last = Math.min(endGranule, firstGranule + MOST_GRANULES);
    for (long granule = firstGranule; granule < last; granule++) {
      int set = set(origin, granule);
      Fill before = TABLE[set];
      if (before == fill || TABLE[set + 1] == fill) {
        continue;
      }
      Fill second = TABLE[set + 1];
      boolean isOurs = second != null && second.refersTo(buffer);
      if (isOurs && isUnder(second, granule)) {
        displace(second, start, end);
        TABLE[set + 1] = fill;
        continue;
      }
      if (before != null) {
        if (before.refersTo(buffer) && isUnder(before, granule)) {
          displace(before, start, end);
        } else if (!before.isSpent() && !before.refersTo(null)) {
          if (second != null) {
            second.endGranule = 0;
          }
          TABLE[set + 1] = before;
        }
      }
      TABLE[set] = fill;
    }
  }

  private static boolean isUnder(Fill fill, long granule) {
    return granule >= fill.firstGranule && granule < fill.endGranule;
  }

  private static void displace(Fill fill, long start, long end) {
    fill.cut(start, end);
    fill.firstGranule = 0;
    fill.endGranule = 0;
  }

  private static Fill findShared(Context context, Object buffer, long start, long end) {
    if (isNeverFilled(buffer)) {
      return null;
    }
    int set = set(origin(buffer), granule(start));
    for (int way = set; way < set + WAYS; way++) {
      Fill fill = TABLE[way];
      if (fill != null && fill.holds(buffer, start, end)) {
        remember(context, fill);
        return fill;
      }
    }
    return null;
  }

  /** The fill of a mapped buffer. */
  static Fill findMapped(Context context, Object buffer, long start, long end) {
    Fill fill = findRecent(context, buffer, start, end);
    if (fill != null) {
      return fill;
    }
    int set = mappedSet(buffer);
    for (int way = set; way < set + WAYS; way++) {
      fill = MAPPED[way];
      if (fill != null && fill.holds(buffer, start, end)) {
        remember(context, fill);
        return fill;
      }
    }
    return null;
  }

  /**
   * An array in the table has been asked for its hash. One that never was says so in its header,
   * which the JDK's call reads anyway, and the table's cache line is spared.
   */
  private static boolean isNeverFilled(Object buffer) {
    if (isNative(buffer)) {
      return false;
    }
    long header = U.getLong(buffer, 0L);
    boolean isUnlocked = (header & 3) == 1;
    return isUnlocked && ((header >>> Byte.SIZE) & Integer.MAX_VALUE) == 0;
  }

  /** Where a buffer's granules begin in the table; those of native memory are the addresses'. */
  private static int origin(Object buffer) {
    return isNative(buffer) ? 0 : (System.identityHashCode(buffer) * 0x9E3779B9) >>> 2;
  }

  static boolean isNative(Object buffer) {
    return buffer instanceof ByteBuffer || buffer == MEMORY;
  }

  private static long granule(long position) {
    return position >>> GRANULE_BITS;
  }

  private static int set(long origin, long granule) {
    return (int) ((origin + granule) & (SETS - 1)) * WAYS;
  }

  private static int mappedSet(Object buffer) {
    int hash = System.identityHashCode(buffer) * 0x9E3779B9;
    return (hash >>> (Integer.SIZE - MAPPED_BITS)) * WAYS;
  }

  private static void remember(Context context, Fill fill) {
    context.lessRecent = context.recent;
    context.recent = fill;
  }
}
