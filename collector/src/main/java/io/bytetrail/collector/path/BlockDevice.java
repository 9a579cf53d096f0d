package io.bytetrail.collector.path;

import java.util.List;
import java.util.Set;

/**
 * A block device, or the lack of one.
 *
 * @param name {@code vda1}; empty when no block device is known
 * @param driver what drives it, {@code virtio_blk}; of a stacked device, what that is; else empty
 * @param below whole disks that a stacked device comes down to, itself left out
 * @param ancestors directories of {@code /sys/devices} in which it, or what is below it, is found:
 *     the names of the buses and controllers on the way to it
 */
record BlockDevice(
    String name,
    DeviceClass deviceClass,
    String driver,
    List<String> below,
    Set<String> ancestors) {
  static final BlockDevice NONE = new BlockDevice("", DeviceClass.UNKNOWN, "", List.of(), Set.of());

  /** This, knowing the devices that the kernel maps memory for: whoever is one of them uses DMA. */
  BlockDevice proved(Set<String> mapped) {
    boolean mixed = deviceClass == DeviceClass.UNKNOWN && below.size() > 1;
    return deviceClass == DeviceClass.CPU || mixed || !isProved(mapped)
        ? this
        : new BlockDevice(name, DeviceClass.DMA, driver, below, ancestors);
  }

  /** Whether the kernel was seen to map memory for the device's controller. */
  boolean isProved(Set<String> mapped) {
    return ancestors.stream().anyMatch(mapped::contains);
  }
}
