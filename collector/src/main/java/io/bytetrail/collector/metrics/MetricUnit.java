package io.bytetrail.collector.metrics;

/**
 * What a metric counts in.
 *
 * <p>OpenTelemetry writes units as UCUM; Prometheus puts base units into the name. What UCUM writes
 * in braces is an annotation, not a unit, and leaves no trace in the Prometheus name.
 */
enum MetricUnit {
  BYTES("By", "bytes"),
  /** Reports hold nanoseconds; both exports speak of seconds. */
  SECONDS("s", "seconds"),
  TRANSFERS("{transfer}", ""),
  CALLS("{call}", ""),
  SWITCHES("{switch}", ""),
  FAULTS("{fault}", ""),
  EVENTS("{event}", ""),
  ERRORS("{error}", ""),
  NONE("", "");

  private static final double NANOS_PER_SECOND = 1e9;

  private final String ucum;
  private final String prometheus;

  MetricUnit(String ucum, String prometheus) {
    this.ucum = ucum;
    this.prometheus = prometheus;
  }

  String ucum() {
    return ucum;
  }

  /** The suffix of the Prometheus name; empty for a count of things. */
  String prometheus() {
    return prometheus;
  }

  /** Whether a value in this unit can have a fraction. */
  boolean fractional() {
    return this == SECONDS;
  }

  /** A number as reports hold it, in this unit. */
  double fromReport(long value) {
    return this == SECONDS ? value / NANOS_PER_SECOND : value;
  }
}
