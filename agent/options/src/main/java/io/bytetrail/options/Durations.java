package io.bytetrail.options;

import java.time.Duration;
import java.util.Optional;

/**
 * Times as options write them: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, or {@code 0}.
 */
public final class Durations {
  /** Keeps a time's milliseconds within a number. */
  private static final int MAX_DIGITS = 9;

  private Durations() {}

  /** The time that a value stands for, if it is one. */
  public static Optional<Duration> parse(String value) {
    int digits = 0;
    while (digits < value.length() && Character.digit(value.charAt(digits), 10) >= 0) {
      digits++;
    }
    if (digits == 0 || digits > MAX_DIGITS) {
      return Optional.empty();
    }
    long number = Long.parseLong(value.substring(0, digits));
    return switch (value.substring(digits)) {
      case "ms" -> Optional.of(Duration.ofMillis(number));
      case "s" -> Optional.of(Duration.ofSeconds(number));
      case "m" -> Optional.of(Duration.ofMinutes(number));
      case "h" -> Optional.of(Duration.ofHours(number));
      case "" -> number == 0 ? Optional.of(Duration.ZERO) : Optional.empty();
      default -> Optional.empty();
    };
  }
}
