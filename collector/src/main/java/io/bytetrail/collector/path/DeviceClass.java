package io.bytetrail.collector.path;

import io.bytetrail.collector.report.Mover;
import java.util.List;

/** What a block device moves bytes with, told by its driver's name. */
enum DeviceClass {
  /** A disk behind a bus: it moves bytes by DMA. */
  DMA(Mover.DMA, List.of("nvme", "vd", "sd", "sr", "mmcblk", "xvd")),
  /** No hardware moves the bytes: the CPU copies them between memory and memory. */
  CPU(Mover.CPU, List.of("loop", "zram", "ram", "pmem")),
  UNKNOWN(Mover.UNKNOWN, List.of());

  private final Mover mover;
  private final List<String> prefixes;

  DeviceClass(Mover mover, List<String> prefixes) {
    this.mover = mover;
    this.prefixes = prefixes;
  }

  Mover mover() {
    return mover;
  }

  /** The class of a whole disk with this name, {@code vda} or {@code nvme0n1}. */
  static DeviceClass ofDisk(String disk) {
    for (DeviceClass each : values()) {
      for (String prefix : each.prefixes) {
        if (disk.startsWith(prefix)) {
          return each;
        }
      }
    }
    return UNKNOWN;
  }
}
