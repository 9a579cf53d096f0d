package io.bytetrail.collector.metrics;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.internal.OtlpMetricExporterProvider;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import okhttp3.internal.concurrent.TaskRunner;

/**
 * Makes the SDK's OTLP exporter, on our threads.
 *
 * <p>The sender is OkHttp's. OTLP's default is gRPC, which needs HTTP/2 with trailers, and the
 * JDK's client gives no access to trailers; grpc-java would be four times the size.
 */
final class OtlpExporters {
  /** Held, since the log manager keeps loggers weakly and would forget their level. */
  private static final List<Logger> SILENCED =
      List.of(
          Logger.getLogger(packageAbove(MetricExporter.class, ".sdk")),
          Logger.getLogger(OkHttpClient.class.getPackageName()));

  private OtlpExporters() {}

  /**
   * An exporter for some settings.
   *
   * @param calls runs the calls; its threads are ours already
   * @throws RuntimeException if a setting cannot be followed; the message names it
   */
  static MetricExporter create(
      OtlpSettings settings, ExecutorService calls, ThreadFactory threads) {
    // What goes wrong is said on stderr, in one place; the application's log is not ours.
    SILENCED.forEach(logger -> logger.setLevel(Level.OFF));
    // OkHttp reads HTTP/2 frames on threads of one static pool. It is ours alone: the class is our
    // class loader's.
    if (TaskRunner.INSTANCE.getBackend() instanceof TaskRunner.RealBackend backend) {
      backend.getExecutor().setThreadFactory(threads);
      // A minute, by default, for which they would outlive the agent's removal.
      backend.getExecutor().setKeepAliveTime(1, TimeUnit.SECONDS);
    }
    // The SDK's own reading of OTEL_EXPORTER_OTLP_*, so that every variable means what it means
    // everywhere. Not the whole autoconfiguration: that would read, and start, far more.
    MetricExporter configured =
        new OtlpMetricExporterProvider()
            .createExporter(DefaultConfigProperties.createFromMap(settings.otel()));
    // toBuilder() forgets that there shall be no retries.
    RetryPolicy retries = settings.retries() ? RetryPolicy.getDefault() : null;
    if (configured instanceof OtlpGrpcMetricExporter grpc) {
      return grpc.toBuilder().setRetryPolicy(retries).setExecutorService(calls).build();
    }
    if (configured instanceof OtlpHttpMetricExporter http) {
      return http.toBuilder().setRetryPolicy(retries).setExecutorService(calls).build();
    }
    return configured;
  }

  /** By class, not by name: in the agent's jar these packages have other names. */
  private static String packageAbove(Class<?> type, String part) {
    String name = type.getPackageName();
    int end = name.lastIndexOf(part);
    return end < 0 ? name : name.substring(0, end);
  }
}
