package io.bytetrail.collector.path;

/**
 * A network interface.
 *
 * @param name {@code eth0}; empty when none is known
 */
record NetDevice(String name, Kind kind) {
  static final NetDevice NONE = new NetDevice("", Kind.UNKNOWN);

  enum Kind {
    /** The sender's memory is what the receiver copies from: no device, no DMA. */
    LOOPBACK,
    /** Hardware behind a bus. */
    PHYSICAL,
    /** {@code veth}, bridges, tunnels: the bytes stay in memory here. */
    VIRTUAL,
    UNKNOWN
  }
}
