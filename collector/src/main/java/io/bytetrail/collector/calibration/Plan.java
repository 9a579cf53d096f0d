package io.bytetrail.collector.calibration;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured, in how much time.
 *
 * <p>Every technique, hot and cold, is measured over one loopback connection at all sizes. Several
 * connections, another device and memory pressure are measured at a few sizes: there it is how much
 * they change that counts.
 *
 * @param budgetNanos all of it together
 * @param runNanos one run of a cell
 * @param warmNanos before the first, for the compiler
 * @param sizes of files, ascending, in bytes
 * @param fewSizes a part of them
 */
record Plan(
    long budgetNanos, long runNanos, long warmNanos, List<Long> sizes, List<Long> fewSizes) {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  /** Connections where there are to be several. */
  static final int MANY = 8;

  /** Bytes of all files of a size, where one is not larger. */
  private static final long SET_BYTES = 64 * MIB;

  private static final int MOST_FILES = 64;

  /** Room for the page cache under pressure, and what is read through it in turn. */
  static final long PRESSURE_CACHE = 32 * MIB;

  private static final long PRESSURE_SET = 96 * MIB;

  /** Share of the free space that the files may take. */
  private static final int FREE_SHARE = 4;

  static Plan full() {
    return new Plan(
        112 * SECOND,
        SECOND / 25,
        SECOND / 5,
        List.of(
            4 * KIB,
            16 * KIB,
            64 * KIB,
            256 * KIB,
            MIB,
            4 * MIB,
            16 * MIB,
            64 * MIB,
            256 * MIB,
            1024 * MIB),
        List.of(16 * KIB, 256 * KIB, 4 * MIB, 16 * MIB));
  }

  static Plan quick() {
    return new Plan(
        18 * SECOND,
        SECOND / 60,
        SECOND / 20,
        List.of(8 * KIB, 128 * KIB, 2 * MIB, 64 * MIB),
        List.of(128 * KIB, 2 * MIB));
  }

  /** The same without sizes whose files would take more than their share of the free space. */
  Plan within(long freeBytes) {
    List<Long> all = sizes.stream().filter(size -> fits(size, freeBytes)).toList();
    return new Plan(
        budgetNanos, runNanos, warmNanos, all, fewSizes.stream().filter(all::contains).toList());
  }

  private static boolean fits(long size, long freeBytes) {
    // Each smaller class takes at most as much again as the largest.
    return 4 * Math.max(size, SET_BYTES) <= freeBytes / FREE_SHARE;
  }

  /** Files of a size that are kept in the page cache, and as many that are not. */
  static int files(long size) {
    return (int) Math.max(1, Math.min(MOST_FILES, SET_BYTES / size));
  }

  /** Files of a size that pressure is measured with. */
  static int pressureFiles(long size) {
    return (int) Math.max(2, PRESSURE_SET / size);
  }

  /** So large that it is measured once: the answer at the next smaller size is nearly its own. */
  static boolean isHuge(long size) {
    return size > 256 * MIB;
  }

  /** So large that a run takes several times as long as others: it has every other round. */
  private static boolean isLarge(long size) {
    return size > 64 * MIB;
  }

  /**
   * Whether cells of a size have a turn in a round.
   *
   * @param round from 1 on
   */
  static boolean isDue(long size, int round) {
    return round == 1 || (!isHuge(size) && (!isLarge(size) || round % 2 == 0));
  }

  List<Cell> loopback(boolean device) {
    List<Cell> cells = new ArrayList<>();
    for (long size : sizes) {
      cells.addAll(socket(size, 1, Egress.LOOPBACK, device));
    }
    for (long size : fewSizes) {
      cells.addAll(socket(size, MANY, Egress.LOOPBACK, device));
    }
    for (long size : fewSizes) {
      for (Way way : Way.TO_FILE) {
        cells.add(new Cell(way, Residency.HOT, size, 1, Egress.FILE));
      }
    }
    return cells;
  }

  List<Cell> veth() {
    List<Cell> cells = new ArrayList<>();
    for (long size : fewSizes) {
      cells.addAll(socket(size, 1, Egress.VETH, false));
    }
    return cells;
  }

  List<Cell> pressure() {
    List<Cell> cells = new ArrayList<>();
    for (long size : fewSizes) {
      for (Way way : Way.TO_SOCKET) {
        cells.add(new Cell(way, Residency.PRESSURE, size, 1, Egress.LOOPBACK));
      }
    }
    return cells;
  }

  /** What goes past the page cache is the same hot and cold. */
  private static List<Cell> socket(long size, int clients, Egress egress, boolean device) {
    List<Cell> cells = new ArrayList<>();
    for (Way way : Way.TO_SOCKET) {
      if (!way.technique().isDirectIo()) {
        cells.add(new Cell(way, Residency.HOT, size, clients, egress));
      }
      if (device) {
        cells.add(new Cell(way, Residency.COLD, size, clients, egress));
      }
    }
    return cells;
  }
}
