package io.bytetrail.collector.path;

/**
 * A block device, or the lack of one.
 *
 * @param name {@code vda1}; empty when no block device is known
 */
record BlockDevice(String name, DeviceClass deviceClass) {
  static final BlockDevice NONE = new BlockDevice("", DeviceClass.UNKNOWN);
}
