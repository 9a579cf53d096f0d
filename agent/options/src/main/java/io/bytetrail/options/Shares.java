package io.bytetrail.options;

import java.util.Optional;

/** Shares of one processor as people write them. */
public final class Shares {
  private static final double LEAST_PERCENT = 0.0001;
  private static final double MOST_PERCENT = 100;

  private Shares() {}

  /** {@code 1%} or {@code 0.25%} as 0.01 or 0.0025; empty for anything else. */
  public static Optional<Double> parse(String text) {
    if (!text.endsWith("%")) {
      return Optional.empty();
    }
    try {
      double percent = Double.parseDouble(text.substring(0, text.length() - 1));
      return percent >= LEAST_PERCENT && percent <= MOST_PERCENT
          ? Optional.of(percent / 100)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
