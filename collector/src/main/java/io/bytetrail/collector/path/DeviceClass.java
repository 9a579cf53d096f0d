package io.bytetrail.collector.path;

import io.bytetrail.collector.report.Mover;
import java.util.regex.Pattern;

/** What a block device moves bytes with, told by the name its driver gives it. */
enum DeviceClass {
  /** A disk behind a bus: it moves bytes by DMA. */
  DMA(Mover.DMA, "(nvme|vd|sd|sr|mmcblk|xvd).*"),
  /** No hardware moves the bytes: the CPU copies them between memory and memory. */
  CPU(Mover.CPU, "(loop|zram|ram|pmem).*"),
  UNKNOWN(Mover.UNKNOWN, ".*");

  private final Mover mover;
  private final Pattern disks;

  DeviceClass(Mover mover, String disks) {
    this.mover = mover;
    this.disks = Pattern.compile(disks);
  }

  Mover mover() {
    return mover;
  }

  /** The class of a whole disk with this name, {@code vda} or {@code nvme0n1}. */
  static DeviceClass ofDisk(String disk) {
    for (DeviceClass each : values()) {
      if (each.disks.matcher(disk).matches()) {
        return each;
      }
    }
    return UNKNOWN;
  }
}
