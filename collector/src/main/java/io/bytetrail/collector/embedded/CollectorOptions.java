package io.bytetrail.collector.embedded;

import io.bytetrail.options.Durations;
import io.bytetrail.options.Option;
import io.bytetrail.options.Shares;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The collector's options, as the agent resolved them. It has already named what is unknown or
 * malformed; here such a value just means its default.
 */
final class CollectorOptions {
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  /** No option: the agent's own word. */
  private static final String LATE = "late";

  private final Map<String, String> given;

  /**
   * Options by name.
   *
   * @param given those that somebody gave a value
   */
  CollectorOptions(Map<String, String> given) {
    this.given = given;
  }

  boolean isEmbedded() {
    return text(Option.COLLECTOR).equals("embedded");
  }

  /** Whether the application ran before the agent did. */
  boolean isLate() {
    return given.containsKey(LATE);
  }

  boolean isVerify() {
    return text(Option.MODE).equals("verify");
  }

  /** Path of the probe, {@code off}, or empty for the one in the jar. */
  String probe() {
    return text(Option.PROBE);
  }

  /** What the eBPF programs may take of one processor; empty for any. */
  Optional<Double> budget() {
    return Shares.parse(text(Option.BUDGET));
  }

  /** Whether calls are sampled. */
  boolean samples(boolean kernelCounts) {
    return switch (text(Option.ACCOUNTED)) {
      case "on" -> true;
      case "off" -> false;
      default -> !kernelCounts;
    };
  }

  /** A calibration's profile, or a directory of them; empty for the usual place. */
  String profile() {
    return text(Option.PROFILE);
  }

  Duration probeWait() {
    return duration(Option.PROBE_WAIT);
  }

  Duration interval() {
    Duration interval = duration(Option.INTERVAL);
    return interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval;
  }

  /** {@code stderr}, {@code off}, a file, or empty when the user did not say. */
  String reportText() {
    return given.getOrDefault(Option.REPORT_TEXT.key(), "");
  }

  String reportJson() {
    return text(Option.REPORT_JSON);
  }

  String reportHtml() {
    return text(Option.REPORT_HTML);
  }

  /** 0 to 65,535, or -1 for no web server. */
  int metricsPort() {
    try {
      int port = Integer.parseInt(text(Option.METRICS_PORT));
      return port >= 0 && port <= 0xFFFF ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Address to listen on; empty for every address. */
  String metricsHost() {
    return text(Option.METRICS_HOST);
  }

  String otlpEndpoint() {
    return text(Option.OTLP_ENDPOINT);
  }

  Duration otlpInterval() {
    return duration(Option.OTLP_INTERVAL);
  }

  /** The directory that keeps what was advised, or {@code off}; empty for the usual one. */
  String adviceBook() {
    return text(Option.ADVICE_BOOK);
  }

  private String text(Option option) {
    return given.getOrDefault(option.key(), option.fallback());
  }

  private Duration duration(Option option) {
    return Durations.parse(text(option))
        .or(() -> Durations.parse(option.fallback()))
        .orElse(Duration.ZERO);
  }
}
