package io.bytetrail.collector.path;

import io.bytetrail.collector.report.Mover;
import java.util.regex.Pattern;

/**
 * What a block device moves bytes with, told by its driver, or else by the name that the driver
 * gives it. An inference: proof is a mapping of memory that the kernel makes for the device.
 */
enum DeviceClass {
  /** A disk behind a bus: it moves bytes by DMA. */
  DMA(
      Mover.DMA,
      "nvme|sd|sr|virtio_blk|vbd|mmcblk|mtip32xx|ublk_drv",
      "(nvme|vd|sd|sr|mmcblk|xvd).*"),
  /** No hardware moves the bytes: the CPU copies them between memory and memory. */
  CPU(Mover.CPU, "loop|zram|brd|nd_pmem|nd_blk", "(loop|zram|ram|pmem).*"),
  UNKNOWN(Mover.UNKNOWN, ".*", ".*");

  private final Mover mover;
  private final Pattern drivers;
  private final Pattern disks;

  DeviceClass(Mover mover, String drivers, String disks) {
    this.mover = mover;
    this.drivers = Pattern.compile(drivers);
    this.disks = Pattern.compile(disks);
  }

  Mover mover() {
    return mover;
  }

  /**
   * The class of a whole disk.
   *
   * @param driver {@code virtio_blk}; empty when it is not known
   * @param disk {@code vda} or {@code nvme0n1}
   */
  static DeviceClass of(String driver, String disk) {
    for (DeviceClass each : values()) {
      if (each != UNKNOWN && each.drivers.matcher(driver).matches()) {
        return each;
      }
    }
    for (DeviceClass each : values()) {
      if (each.disks.matcher(disk).matches()) {
        return each;
      }
    }
    return UNKNOWN;
  }
}
