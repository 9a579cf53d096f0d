package io.bytetrail.collector.calibration;

import java.util.Locale;

/**
 * One thing to measure.
 *
 * @param size of each file, in bytes
 * @param clients connections at work at once
 */
public record Cell(Way way, Residency residency, long size, int clients, Egress egress) {
  /** For people: {@code 16 KiB, cold, sendfile (transferTo)}. */
  String words() {
    String bytes = size >= 1 << 20 ? (size >> 20) + " MiB" : (size >> 10) + " KiB";
    return bytes + ", " + residency.name().toLowerCase(Locale.ROOT) + ", " + way.words();
  }
}
