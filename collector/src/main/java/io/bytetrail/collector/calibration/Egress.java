package io.bytetrail.collector.calibration;

/** What the bytes leave by. */
public enum Egress {
  LOOPBACK,
  /** A pair of virtual devices, from one network namespace to another. */
  VETH,
  /** Another file on the same filesystem. */
  FILE
}
