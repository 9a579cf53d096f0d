package io.bytetrail.collector.embedded;

import io.bytetrail.collector.metrics.OtlpMetrics;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.web.WebServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Starts what the user asked for: the web server, the OTLP exporter. */
final class Exporters {
  private static final String ENDPOINT_VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String METRICS_ENDPOINT_VARIABLE = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

  private Exporters() {}

  /**
   * Starts them. One that cannot be started is told of, once on {@code err} and in the report.
   *
   * @param notes sentences for the report are added here
   * @return what has to be closed at the end
   */
  static List<AutoCloseable> start(
      CollectorOptions options,
      Supplier<Report> reports,
      MarkedThreads threads,
      PrintStream err,
      List<String> notes) {
    List<AutoCloseable> started = new ArrayList<>();
    Map<String, String> environment = System.getenv();
    if (options.metricsPort() >= 0) {
      try {
        started.add(
            WebServer.start(
                options.metricsHost(),
                options.metricsPort(),
                reports,
                environment.getOrDefault("OTEL_RESOURCE_ATTRIBUTES", ""),
                threads,
                threads::markCurrent));
      } catch (IOException | RuntimeException e) {
        String what = "metrics.port=" + options.metricsPort() + " is not served: " + e.getMessage();
        err.println("bytetrail: " + what + "; choose another port");
        notes.add(what);
      }
    }
    if (wantsOtlp(options, environment)) {
      try {
        started.add(
            OtlpMetrics.start(
                reports,
                options.otlpEndpoint(),
                options.otlpInterval(),
                environment,
                System.getProperties(),
                threads::markCurrent,
                err));
      } catch (RuntimeException e) {
        String what = "metrics are not exported over OTLP: " + e.getMessage();
        err.println("bytetrail: " + what);
        notes.add(what);
      }
    }
    return started;
  }

  private static boolean wantsOtlp(CollectorOptions options, Map<String, String> environment) {
    return !options.otlpEndpoint().isEmpty()
        || ((environment.containsKey(ENDPOINT_VARIABLE)
                || environment.containsKey(METRICS_ENDPOINT_VARIABLE))
            && !environment.getOrDefault("OTEL_METRICS_EXPORTER", "otlp").equals("none")
            && !environment.getOrDefault("OTEL_SDK_DISABLED", "false").equals("true"));
  }
}
