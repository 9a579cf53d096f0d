package io.bytetrail.collector.probe;

import java.nio.ByteBuffer;

/** The two records that are written to the probe. */
final class ProbeRequests {
  private ProbeRequests() {}

  /** Asks the probe to file what this process does under its lanes. */
  static byte[] track(ProbeTarget target) {
    return request(ProbeDescriptor.TRACK, ProbeDescriptor.TRACK_LENGTH)
        .putInt(ProbeDescriptor.TRACK_PID_OFFSET, target.pid())
        .putInt(ProbeDescriptor.TRACK_SLOTS_OFFSET, target.slots())
        .putLong(ProbeDescriptor.TRACK_SLOT_ADDRESS_OFFSET, target.slotAddress())
        .array();
  }

  /** Asks for all counts of the tracked processes. */
  static byte[] snapshot(long cookie) {
    return request(ProbeDescriptor.SNAPSHOT, ProbeDescriptor.SNAPSHOT_LENGTH)
        .putLong(ProbeDescriptor.SNAPSHOT_COOKIE_OFFSET, cookie)
        .array();
  }

  private static ByteBuffer request(int type, int length) {
    return ByteBuffer.allocate(length)
        .order(ProbeDescriptor.BYTE_ORDER)
        .putInt(ProbeDescriptor.LENGTH_OFFSET, length)
        .putShort(ProbeDescriptor.TYPE_OFFSET, (short) type)
        .putShort(ProbeDescriptor.VERSION_OFFSET, (short) ProbeDescriptor.VERSION)
        .putLong(ProbeDescriptor.NANOS_OFFSET, System.nanoTime());
  }
}
