package io.bytetrail.regret;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import java.util.ArrayList;
import java.util.List;

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

  /** The whole grid, or a few sizes of it over loopback only. */
  static List<GridCell> grid(boolean quick) {
    List<Long> sizes =
        quick
            ? List.of(16 * KIB, 256 * KIB, 4 * MIB, 64 * MIB)
            : List.of(
                4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB,
                256 * MIB);
    List<Egress> ways = quick ? List.of(Egress.LOOPBACK) : List.of(Egress.LOOPBACK, Egress.VETH);
    List<GridCell> grid = new ArrayList<>();
    for (Egress egress : ways) {
      for (Residency residency : Residency.values()) {
        for (int clients : new int[] {1, MANY}) {
          for (long size : sizes) {
            grid.add(new GridCell(size, residency, clients, egress));
          }
        }
      }
    }
    return grid;
  }

  String words() {
    String bytes = size >= MIB ? size / MIB + " MiB" : size / KIB + " KiB";
    return "%s, %s, %d client%s, %s"
        .formatted(
            bytes,
            residency.name().toLowerCase(java.util.Locale.ROOT),
            clients,
            clients == 1 ? "" : "s",
            egress.name().toLowerCase(java.util.Locale.ROOT));
  }
}
