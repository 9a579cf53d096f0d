package io.bytetrail.collector.cli;

import io.bytetrail.collector.live.LaneRate;
import java.util.Comparator;

/** What the lines of {@code top} are sorted by, most first; each has a key. */
enum TopOrder {
  BYTES('b'),
  CALLS('c'),
  TRANSFERS('t'),
  MISSES('m'),
  DEVICE('d'),
  STALLED('s'),
  COPIED('j');

  private final char key;

  TopOrder(char key) {
    this.key = key;
  }

  /** Ties are kept in one order, so that the screen does not flicker. */
  Comparator<LaneRate> comparator() {
    return Comparator.comparingDouble(this::figure)
        .reversed()
        .thenComparing(LaneRate::pid)
        .thenComparing(rate -> rate.lane().id());
  }

  private double figure(LaneRate rate) {
    return rate.perSecond(
        switch (this) {
          case BYTES -> rate.bytes();
          case CALLS -> rate.calls();
          case TRANSFERS -> rate.transfers();
          case MISSES -> rate.lookedUpBytes() - rate.hitBytes();
          case DEVICE -> rate.deviceBytes();
          case STALLED -> rate.stalledNanos();
          case COPIED -> rate.jvmCopiedBytes();
        });
  }

  /** The order with this key, or null. */
  static TopOrder of(int key) {
    for (TopOrder order : values()) {
      if (order.key == key) {
        return order;
      }
    }
    return null;
  }
}
