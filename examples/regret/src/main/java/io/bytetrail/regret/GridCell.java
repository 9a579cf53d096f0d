package io.bytetrail.regret;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A situation in which every strategy is measured.
 *
 * @param size of the files, in bytes
 * @param clients connections at work at once
 */
record GridCell(long size, Residency residency, int clients, Egress egress) {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final int MANY = 8;

  /** Sizes of the whole grid, or of the small one. */
  static List<Long> sizes(boolean quick) {
    return quick
        ? List.of(16 * KIB, 256 * KIB, 4 * MIB, 64 * MIB)
        : List.of(
            4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB, 256 * MIB);
  }

  /** Every combination, cells of one server side by side. */
  static List<GridCell> grid(
      Collection<Long> sizes, Collection<Egress> egresses, Collection<Residency> residencies) {
    List<GridCell> grid = new ArrayList<>();
    for (Egress egress : egresses) {
      for (Residency residency : residencies) {
        for (int clients : new int[] {1, MANY}) {
          for (long size : sizes) {
            grid.add(new GridCell(size, residency, clients, egress));
          }
        }
      }
    }
    return grid;
  }

  /** What all cells of one server share, as a part of a file's name. */
  String server() {
    return (egress + "-" + residency + "-" + clients).toLowerCase(Locale.ROOT);
  }

  String words() {
    String bytes = size >= MIB ? size / MIB + " MiB" : size / KIB + " KiB";
    return "%s, %s, %d client%s, %s"
        .formatted(
            bytes,
            residency.name().toLowerCase(Locale.ROOT),
            clients,
            clients == 1 ? "" : "s",
            egress.name().toLowerCase(Locale.ROOT));
  }
}
