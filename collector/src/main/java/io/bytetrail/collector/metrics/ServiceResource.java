package io.bytetrail.collector.metrics;

import io.bytetrail.collector.report.Report;
import io.bytetrail.options.ResourceAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who the metrics are about, by OpenTelemetry's semantic conventions for resources.
 *
 * <p>The same attributes are {@code target_info} on Prometheus and the resource over OTLP.
 */
final class ServiceResource {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private ServiceResource() {}

  /**
   * The attributes of a report's service.
   *
   * <p>What {@code OTEL_RESOURCE_ATTRIBUTES} says wins over what is found out here, but for the
   * service's name: that option was resolved when the agent started.
   *
   * @param resourceAttributes the value of {@code OTEL_RESOURCE_ATTRIBUTES}; may be empty
   */
  static Map<String, String> attributes(Report report, String resourceAttributes) {
    String host = hostName();
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("host.name", host);
    attributes.put("process.pid", Long.toString(report.pid()));
    attributes.put("process.runtime.version", report.jvm());
    attributes.put("service.instance.id", report.pid() + "@" + host);
    attributes.putAll(ResourceAttributes.parse(resourceAttributes));
    attributes.put("service.name", report.service());
    return Collections.unmodifiableMap(attributes);
  }

  /** From the kernel, not the resolver: a name server may take seconds to say nothing. */
  private static String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
