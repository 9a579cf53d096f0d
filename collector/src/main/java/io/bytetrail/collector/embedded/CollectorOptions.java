package io.bytetrail.collector.embedded;

import java.time.Duration;
import java.util.Map;

/**
 * The collector's options, as the agent resolved them. It has already named what is unknown or
 * malformed; here such a value just means its default.
 */
final class CollectorOptions {
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  private final Map<String, String> values;

  CollectorOptions(Map<String, String> values) {
    this.values = values;
  }

  boolean isEmbedded() {
    return text("collector", "embedded").equals("embedded");
  }

  boolean isVerify() {
    return text("mode", "always-on").equals("verify");
  }

  /** Path of the probe, {@code off}, or empty for the one in the jar. */
  String probe() {
    return text("probe", "");
  }

  Duration probeWait() {
    return duration("probe.wait", Duration.ofSeconds(3));
  }

  Duration interval() {
    Duration given = duration("interval", Duration.ofSeconds(1));
    return given.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : given;
  }

  /** {@code stderr}, {@code off}, a file, or empty when the user did not say. */
  String reportText() {
    return text("report.text", "");
  }

  String reportJson() {
    return text("report.json", "");
  }

  /** 0 to 65,535, or -1 for no web server. */
  int metricsPort() {
    try {
      int port = Integer.parseInt(text("metrics.port", "-1"));
      return port >= 0 && port <= 0xFFFF ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Address to listen on; empty for every address. */
  String metricsHost() {
    return text("metrics.host", "");
  }

  String otlpEndpoint() {
    return text("otlp.endpoint", "");
  }

  Duration otlpInterval() {
    return duration("otlp.interval", Duration.ofSeconds(10));
  }

  private String text(String name, String byDefault) {
    String value = values.get(name);
    return value == null || value.isBlank() ? byDefault : value.trim();
  }

  /** {@code 500ms}, {@code 3s}, {@code 2m}; a bare number is seconds. */
  private Duration duration(String name, Duration byDefault) {
    String value = text(name, "");
    int digits = 0;
    while (digits < value.length() && Character.isDigit(value.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > 9) {
      return byDefault;
    }
    long number = Long.parseLong(value.substring(0, digits));
    return switch (value.substring(digits)) {
      case "ms" -> Duration.ofMillis(number);
      case "", "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> byDefault;
    };
  }
}
