package io.bytetrail.hooks;

import java.util.Arrays;

/**
 * Fills of direct buffers by address, for native code that is handed an address and no buffer.
 *
 * <p>A set-associative table of granules of memory, each with the fills that lie in it. Like {@link
 * Fills}, it forgets, and never invents. It is kept only once such native code has been seen.
 */
final class DirectFills {
  /** Half a pooled allocator's usual buffer: a fill is in few granules, a granule in few fills. */
  private static final int GRANULE_BITS = 14;

  /** Of a longer fill only the first granules: whoever writes it begins at its start. */
  private static final int MOST_GRANULES = 8;

  private static final int WAYS = 4;
  private static final int SET_BITS = 10;
  private static final Fill[] TABLE = new Fill[WAYS << SET_BITS];
  private static boolean expected;

  private DirectFills() {}

  static void expect() {
    expected = true;
  }

  /** After a read has put bytes at an address, or in an array, whose indexes are no addresses. */
  static void put(Fill fill, long start, long bytes) {
    if (!expected || start >>> Integer.SIZE == 0) {
      return;
    }
    long first = start >>> GRANULE_BITS;
    long last = Math.min((start + bytes - 1) >>> GRANULE_BITS, first + MOST_GRANULES - 1);
    for (long granule = first; granule <= last; granule++) {
      putIn(set(granule), fill);
    }
  }

  /** The fill with most of these bytes, of those at their ends; null if there is none. */
  static Fill find(Context context, long start, long length) {
    long end = start + length;
    Fill recent = context.recent;
    if (recent != null && recent.overlap(start, end) > 0) {
      return recent;
    }
    Fill best = null;
    long most = 0;
    long last = (end - 1) >>> GRANULE_BITS;
    for (long granule = start >>> GRANULE_BITS; ; granule = last) {
      int set = set(granule);
      for (int way = set; way < set + WAYS; way++) {
        Fill fill = TABLE[way];
        long overlap = fill == null ? 0 : fill.overlap(start, end);
        if (overlap > most && !fill.refersTo(null)) {
          most = overlap;
          best = fill;
        }
      }
      if (best != null) {
        // Where the write stops short, the next one is of what is left, and found here.
        context.lessRecent = recent;
        context.recent = best;
        return best;
      }
      if (granule == last) {
        return null;
      }
    }
  }

  /** Something that is no file's has been put at an address. */
  static void clear(Context context, long start, long bytes) {
    Fill fill = find(context, start, bytes);
    if (fill != null) {
      fill.clear(start, bytes);
    }
  }

  static void forgetAll() {
    Arrays.fill(TABLE, null);
  }

  private static void putIn(int set, Fill fill) {
    int room = set;
    for (int way = set; way < set + WAYS; way++) {
      Fill other = TABLE[way];
      if (other == fill) {
        return;
      }
      if (other == null || other.isSpent() || other.refersTo(null)) {
        room = way;
      }
    }
    TABLE[room] = fill;
  }

  private static int set(long granule) {
    int hash = (int) granule * 0x9E3779B9;
    return hash >>> (Integer.SIZE - SET_BITS) << 2;
  }
}
