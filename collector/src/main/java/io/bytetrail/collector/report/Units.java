package io.bytetrail.collector.report;

import java.util.Locale;

/** Numbers as people read them: three digits and a unit. */
public final class Units {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int KIBI = 1024;

  private Units() {}

  /** {@code 1.50 GiB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    // 1023.95 and more would be printed as 1024: that is 1.00 of the next unit.
    while (value >= KIBI - 0.5 && unit < BINARY.length - 1) {
      value /= KIBI;
      unit++;
    }
    return (unit == 0 ? Long.toString(bytes) : threeDigits(value)) + " " + BINARY[unit];
  }

  /** {@code 1.20 s}, {@code 340 ms}, {@code 12.0 µs}. */
  public static String nanos(long nanos) {
    if (nanos >= 999_500_000L) {
      return threeDigits(nanos / 1e9) + " s";
    }
    if (nanos >= 999_500L) {
      return threeDigits(nanos / 1e6) + " ms";
    }
    return nanos >= 1_000 ? threeDigits(nanos / 1e3) + " µs" : nanos + " ns";
  }

  /** {@code 420 ms}, {@code 12.0 s}, {@code 4.50 min}, {@code 2.08 h}; what is lost has a minus. */
  public static String seconds(double seconds) {
    if (seconds < 0) {
      return "−" + seconds(-seconds);
    }
    if (seconds < 120) {
      return nanos(Math.round(seconds * 1e9));
    }
    return seconds < 2 * 3600
        ? threeDigits(seconds / 60) + " min"
        : threeDigits(seconds / 3600) + " h";
  }

  /** {@code 1,234,567}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 16.0}: an average of counts. */
  public static String mean(double mean) {
    return mean >= 999.5 ? count(Math.round(mean)) : threeDigits(mean);
  }

  /** {@code 2.00 ×}; 0 only for nothing at all. */
  public static String times(long part, long of) {
    if (of == 0) {
      return "";
    }
    double ratio = (double) part / of;
    return (part > 0 && ratio < 0.005 ? "<0.01" : String.format(Locale.ROOT, "%.2f", ratio)) + " ×";
  }

  /** {@code 75.0 %}; 0 and 100 only for none and all. */
  public static String percent(long part, long of) {
    if (of == 0) {
      return "";
    }
    double percent = 100.0 * part / of;
    if (part > 0 && percent < 0.05) {
      return "<0.1 %";
    }
    if (part < of && percent >= 99.95) {
      return ">99.9 %";
    }
    return String.format(Locale.ROOT, "%.1f %%", percent);
  }

  private static String threeDigits(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
