package io.bytetrail.hooks;

import java.util.Arrays;

/**
 * Which lane's bytes a buffer holds, by the identity of the buffer.
 *
 * <p>A thread's own last two fills come first: a loop with one buffer never goes further. Behind
 * them is a set-associative table for all threads. It forgets: a fill that had to make room for
 * others leaves its write unchained, never wrongly chained.
 */
final class Fills {
  private static final int WAYS = 4;
  private static final int SET_BITS = 11;
  private static final Fill[] TABLE = new Fill[WAYS << SET_BITS];

  private Fills() {}

  /** The fill of a buffer, or null. */
  static Fill find(Context context, Object buffer) {
    Fill recent = context.recent;
    if (recent != null && recent.refersTo(buffer)) {
      return recent;
    }
    Fill other = context.lessRecent;
    if (other != null && other.refersTo(buffer)) {
      remember(context, other);
      return other;
    }
    return findShared(context, buffer);
  }

  /** The fill of a buffer, a new one if there is none. */
  static Fill findOrMake(Context context, Object buffer, boolean mapped) {
    Fill fill = find(context, buffer);
    if (fill == null || fill.mapped != mapped) {
      fill = new Fill(buffer, mapped);
      TABLE[room(set(buffer))] = fill;
      remember(context, fill);
    }
    return fill;
  }

  static void forgetAll() {
    Arrays.fill(TABLE, null);
  }

  private static Fill findShared(Context context, Object buffer) {
    int set = set(buffer);
    for (int way = set; way < set + WAYS; way++) {
      Fill fill = TABLE[way];
      if (fill != null && fill.refersTo(buffer)) {
        remember(context, fill);
        return fill;
      }
    }
    return null;
  }

  /** Where a new fill goes: over nothing, else over a spent one, else over any but a mapping. */
  private static int room(int set) {
    int best = set;
    int leastWorth = Integer.MAX_VALUE;
    for (int way = set; way < set + WAYS; way++) {
      int worth = worth(TABLE[way]);
      if (worth < leastWorth) {
        leastWorth = worth;
        best = way;
      }
    }
    return best;
  }

  private static int worth(Fill fill) {
    if (fill == null || fill.refersTo(null)) {
      return 0;
    }
    return fill.mapped ? 3 : fill.isSpent() ? 1 : 2;
  }

  private static int set(Object buffer) {
    int hash = System.identityHashCode(buffer) * 0x9E3779B9;
    return hash >>> (Integer.SIZE - SET_BITS) << 2;
  }

  private static void remember(Context context, Fill fill) {
    context.lessRecent = context.recent;
    context.recent = fill;
  }
}
