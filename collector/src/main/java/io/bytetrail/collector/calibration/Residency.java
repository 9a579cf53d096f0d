package io.bytetrail.collector.calibration;

/** Where the bytes of a file are before they are asked for. */
public enum Residency {
  /** In the page cache. */
  HOT,
  /** On the device only; the page cache has room. */
  COLD,
  /** On the device only, and each page brought in evicts another. */
  PRESSURE
}
