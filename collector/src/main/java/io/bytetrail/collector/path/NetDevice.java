package io.bytetrail.collector.path;

/**
 * A network interface.
 *
 * @param name {@code eth0}; empty when none is known
 * @param driver {@code virtio_net}, for hardware; else empty
 * @param bridge the bridge that it, or the other end of a {@code veth} pair, is a port of; empty
 *     when there is none, or it is in another network namespace
 */
record NetDevice(String name, Kind kind, String driver, String bridge) {
  static final NetDevice NONE = new NetDevice("", Kind.UNKNOWN, "", "");

  enum Kind {
    /** The sender's memory is what the receiver copies from: no device, no DMA. */
    LOOPBACK("loopback"),
    /** Hardware behind a bus. */
    PHYSICAL("hardware"),
    /** One end of a pair: what is sent here is received there, in memory. */
    VETH("veth"),
    /** A switch in software. */
    BRIDGE("bridge"),
    /** Tunnels, bonds and the like: the bytes stay in memory here. */
    VIRTUAL("virtual"),
    UNKNOWN("unknown");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As reports name it. */
    String label() {
      return label;
    }
  }

  NetDevice(String name, Kind kind) {
    this(name, kind, "", "");
  }
}
