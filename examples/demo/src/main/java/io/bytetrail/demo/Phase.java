package io.bytetrail.demo;

import io.bytetrail.demo.CopyStrategy.Cache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Some passes of one strategy over files of one size, all cold or all hot. */
record Phase(CopyStrategy strategy, long sizeBytes, Cache cache, int passes) {
  private static final long SMALL = 16L << 10;
  private static final long LARGE = 1L << 20;

  static final List<Long> SIZES = List.of(16L << 10, 1L << 20, 64L << 20);

  /** The order of the table. */
  static final Comparator<Phase> IN_THE_TABLE =
      Comparator.comparing(Phase::strategy)
          .thenComparing(Phase::sizeBytes)
          .thenComparing(Phase::cache);

  /**
   * Every phase in the order it has to run: mappings last, because a mapping keeps its file in the
   * page cache until the garbage collector unmaps it, and cold before hot for the same reason.
   */
  static List<Phase> all(boolean quick) {
    List<CopyStrategy> order = new ArrayList<>(List.of(CopyStrategy.values()));
    order.remove(CopyStrategy.MMAP);
    order.add(CopyStrategy.MMAP);
    List<Phase> phases = new ArrayList<>();
    for (CopyStrategy strategy : order) {
      for (long size : SIZES) {
        phases.add(new Phase(strategy, size, Cache.COLD, filesOf(size, quick)));
        phases.add(new Phase(strategy, size, Cache.HOT, hotPasses(size, quick)));
      }
    }
    return phases;
  }

  /** Files of a size: one for each cold pass, so that all are dropped at once. */
  static int filesOf(long size, boolean quick) {
    return size > LARGE ? (quick ? 1 : 2) : (quick ? 2 : 8);
  }

  private static int hotPasses(long size, boolean quick) {
    return size > LARGE ? 4 : (quick ? 4 : (size > SMALL ? 32 : 200));
  }

  @Override
  public String toString() {
    return "%s, %s, %s".formatted(strategy.label(), StrategyTable.size(sizeBytes), cache.label());
  }
}
