package io.bytetrail.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OtlpSettingsTest {

  @Test
  void theOptionWinsOverBothEndpointVariables() {
    Map<String, String> environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4317",
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://metrics:4317");

    assertThat(settings("http://option:4317", environment).endpoint())
        .isEqualTo("http://option:4317");
    assertThat(settings("", environment).endpoint()).isEqualTo("http://metrics:4317");
  }

  @Test
  void theDefaultEndpointIsTheProtocols() {
    assertThat(settings("", Map.of()).endpoint()).isEqualTo("http://localhost:4317");
    assertThat(settings("", Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")).endpoint())
        .isEqualTo("http://localhost:4318/v1/metrics");
  }

  @Test
  void aPropertyWinsOverItsVariableAndOthersAreNotTaken() {
    Properties properties = new Properties();
    properties.setProperty("otel.resource.attributes", "from=property");
    properties.setProperty("user.home", "/home/me");

    OtlpSettings settings =
        OtlpSettings.of(
            "",
            Duration.ofSeconds(10),
            Map.of("OTEL_RESOURCE_ATTRIBUTES", "from=variable", "PATH", "/bin"),
            properties);

    assertThat(settings.resourceAttributes()).isEqualTo("from=property");
    assertThat(settings.otel()).doesNotContainKeys("user.home", "path");
  }

  @Test
  void onlyDeltasAreWorthARetry() {
    String retryDisabled = "otel.java.exporter.otlp.retry.disabled";
    Map<String, String> deltas =
        Map.of("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta");

    assertThat(settings("", Map.of()).otel()).containsEntry(retryDisabled, "true");
    assertThat(settings("", deltas).otel()).containsEntry(retryDisabled, "false");
  }

  private static OtlpSettings settings(String endpoint, Map<String, String> environment) {
    return OtlpSettings.of(endpoint, Duration.ofSeconds(10), environment, new Properties());
  }
}
