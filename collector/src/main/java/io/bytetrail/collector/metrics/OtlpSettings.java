package io.bytetrail.collector.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Where and how to export.
 *
 * @param interval time between exports
 * @param otel the {@code otel.*} properties, which the SDK itself interprets
 */
record OtlpSettings(Duration interval, Map<String, String> otel) {
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String METRICS_ENDPOINT = "otel.exporter.otlp.metrics.endpoint";
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";
  private static final String METRICS_PROTOCOL = "otel.exporter.otlp.metrics.protocol";

  private static final String TEMPORALITY = "otel.exporter.otlp.metrics.temporality.preference";
  private static final String CUMULATIVE = "cumulative";
  private static final String RETRY_DISABLED = "otel.java.exporter.otlp.retry.disabled";

  /**
   * Settings from the options and the surroundings.
   *
   * @param endpoint the option {@code otlp.endpoint}, which wins over the variables; empty if not
   *     given
   */
  static OtlpSettings of(
      String endpoint,
      Duration interval,
      Map<String, String> environment,
      Properties systemProperties) {
    Map<String, String> otel = new HashMap<>();
    environment.forEach((name, value) -> put(otel, name.replace('_', '.'), value));
    // As everywhere in OpenTelemetry for Java: a property wins over its variable.
    for (String name : systemProperties.stringPropertyNames()) {
      put(otel, name, systemProperties.getProperty(name));
    }
    if (!endpoint.isEmpty()) {
      otel.remove(METRICS_ENDPOINT);
      otel.put(ENDPOINT, endpoint);
    }
    // Sums are cumulative: the next export says all that a lost one would have said, and without
    // retries a failure has its reason at once. Only deltas would be lost for good.
    boolean deltas = !otel.getOrDefault(TEMPORALITY, CUMULATIVE).equalsIgnoreCase(CUMULATIVE);
    otel.putIfAbsent(RETRY_DISABLED, Boolean.toString(!deltas));
    return new OtlpSettings(interval, Map.copyOf(otel));
  }

  private static void put(Map<String, String> otel, String name, String value) {
    String key = name.toLowerCase(Locale.ROOT);
    if (key.startsWith("otel.")) {
      otel.put(key, value);
    }
  }

  boolean retries() {
    return !Boolean.parseBoolean(otel.get(RETRY_DISABLED));
  }

  String resourceAttributes() {
    return otel.getOrDefault("otel.resource.attributes", "");
  }

  /** The endpoint, for messages. */
  String endpoint() {
    String protocol = otel.getOrDefault(METRICS_PROTOCOL, otel.getOrDefault(PROTOCOL, "grpc"));
    String byDefault =
        protocol.equals("grpc") ? "http://localhost:4317" : "http://localhost:4318/v1/metrics";
    return otel.getOrDefault(METRICS_ENDPOINT, otel.getOrDefault(ENDPOINT, byDefault));
  }
}
