package io.bytetrail.collector.metrics;

import io.bytetrail.collector.report.Report;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The report over OTLP, every interval and once more when closed.
 *
 * <p>The names, units and meanings are the {@link MetricCatalogue}'s. Nothing here ever throws into
 * the caller: an endpoint that is down or a setting that cannot be followed is a line on stderr.
 *
 * <p>The SDK is not loaded before the first export: a JVM's start is not slowed by it, and the
 * application has chosen its log manager by then.
 */
public final class OtlpMetrics implements AutoCloseable {
  private static final long CLOSE_SECONDS = 2;

  /** The SDK would otherwise fold all but 2,000 series of a metric into one; lanes bound ours. */
  private static final int SERIES_LIMIT = 1 << 20;

  private final Supplier<Report> reports;
  private final Readings readings;
  private final OtlpSettings settings;
  private final ExporterThreads threads;
  private final ExecutorService calls;
  private final ScheduledThreadPoolExecutor schedule;
  private final ExportFailures failures;

  private final AtomicBoolean closing = new AtomicBoolean();
  private SdkMeterProvider provider; // guarded by this; null until the first export
  private boolean closed; // guarded by this

  private OtlpMetrics(
      Supplier<Report> reports, OtlpSettings settings, Runnable markThread, PrintStream err) {
    this.reports = reports;
    this.readings = new Readings(reports);
    this.settings = settings;
    this.threads = new ExporterThreads(markThread);
    this.calls = Executors.newCachedThreadPool(threads);
    this.schedule = new ScheduledThreadPoolExecutor(1, threads);
    // Else shutting down would wait for the export that is due next.
    schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.failures = new ExportFailures(settings.endpoint(), err, System::nanoTime);
  }

  /**
   * Starts exporting.
   *
   * @param reports gives the newest report; called once an export, on an exporter's thread
   * @param endpoint the option {@code otlp.endpoint}; empty to follow {@code
   *     OTEL_EXPORTER_OTLP_ENDPOINT}
   * @param interval time between exports
   * @param environment the environment, for {@code OTEL_*} variables
   * @param properties the system properties, for their other spelling
   * @param markThread run first on each thread of the exporter
   * @param err where trouble is told
   */
  public static OtlpMetrics start(
      Supplier<Report> reports,
      String endpoint,
      Duration interval,
      Map<String, String> environment,
      Properties properties,
      Runnable markThread,
      PrintStream err) {
    OtlpSettings settings = OtlpSettings.of(endpoint, interval, environment, properties);
    OtlpMetrics metrics = new OtlpMetrics(reports, settings, markThread, err);
    var unused =
        metrics.schedule.schedule(
            metrics::firstExport, settings.interval().toNanos(), TimeUnit.NANOSECONDS);
    return metrics;
  }

  /** Exports what there is, waits at most two seconds for it, and ends all threads. */
  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      return;
    }
    // Its own thread, since the SDK waits far longer for an endpoint that does not answer, and the
    // caller is often a shutdown hook.
    Thread last = threads.newThread(this::lastExport);
    last.start();
    boolean interrupted = false;
    try {
      last.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (last.isAlive()) {
      failures.failed("the last export took more than " + CLOSE_SECONDS + " s and was given up");
      last.interrupt();
    }
    schedule.shutdownNow();
    calls.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void firstExport() {
    SdkMeterProvider opened = open();
    if (opened != null) {
      opened.forceFlush();
    }
  }

  private void lastExport() {
    SdkMeterProvider opened = open();
    synchronized (this) {
      closed = true;
    }
    if (opened != null) {
      opened.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private synchronized SdkMeterProvider open() {
    if (provider == null && !closed) {
      try {
        provider = provider();
      } catch (RuntimeException | LinkageError e) {
        closed = true;
        failures.failed(e.getMessage() + "; exporting is off");
      }
    }
    return provider;
  }

  private SdkMeterProvider provider() {
    PeriodicMetricReader reader =
        PeriodicMetricReader.builder(
                new ReportedExporter(OtlpExporters.create(settings, calls, threads), failures))
            .setInterval(settings.interval())
            .setExecutor(schedule)
            .build();
    Report report = reports.get();
    CountingClock clock = new CountingClock(report.durationNanos());
    SdkMeterProvider made =
        SdkMeterProvider.builder()
            .setResource(Resource.getDefault().merge(resource(report)))
            .setClock(clock)
            // What the SDK says of itself would be filed under the application.
            .registerView(
                InstrumentSelector.builder().setName("otel.sdk.*").build(),
                View.builder().setAggregation(Aggregation.drop()).build())
            .registerMetricReader(reader, instrument -> SERIES_LIMIT)
            .build();
    register(made.get("io.bytetrail"));
    clock.instrumentsMade();
    return made;
  }

  private Resource resource(Report report) {
    AttributesBuilder attributes = Attributes.builder();
    ServiceResource.attributes(report, settings.resourceAttributes()).forEach(attributes::put);
    return Resource.create(attributes.build());
  }

  /** One callback for all instruments, so that an export is of one report. */
  private void register(Meter meter) {
    Map<MetricDefinition, ObservableMeasurement> instruments = new LinkedHashMap<>();
    for (MetricDefinition metric : MetricCatalogue.ALL) {
      instruments.put(metric, instrument(meter, metric));
    }
    List<ObservableMeasurement> all = List.copyOf(instruments.values());
    meter.batchCallback(
        () -> observe(instruments),
        all.get(0),
        all.subList(1, all.size()).toArray(ObservableMeasurement[]::new));
  }

  private void observe(Map<MetricDefinition, ObservableMeasurement> instruments) {
    try {
      readings
          .read()
          .series()
          .forEach((metric, series) -> record(metric, series, instruments.get(metric)));
    } catch (RuntimeException e) {
      failures.failed("no report: " + ExportFailures.reason(e));
    }
  }

  private static ObservableMeasurement instrument(Meter meter, MetricDefinition metric) {
    String unit = metric.unit().ucum();
    if (metric.kind() != MetricDefinition.Kind.COUNTER) {
      return meter
          .gaugeBuilder(metric.name())
          .ofLongs()
          .setUnit(unit)
          .setDescription(metric.help())
          .buildObserver();
    }
    var counter = meter.counterBuilder(metric.name()).setUnit(unit).setDescription(metric.help());
    return metric.unit().fractional()
        ? counter.ofDoubles().buildObserver()
        : counter.buildObserver();
  }

  private static void record(
      MetricDefinition metric, Map<List<String>, Long> series, ObservableMeasurement instrument) {
    series.forEach(
        (values, value) -> {
          AttributesBuilder builder = Attributes.builder();
          for (int i = 0; i < values.size(); i++) {
            builder.put(metric.labels().get(i), values.get(i));
          }
          Attributes attributes = builder.build();
          // By the catalogue, not instanceof: the SDK's measurement is of both types.
          if (metric.unit().fractional()) {
            ((ObservableDoubleMeasurement) instrument)
                .record(metric.unit().fromReport(value), attributes);
          } else {
            ((ObservableLongMeasurement) instrument).record(value, attributes);
          }
        });
  }

  /**
   * The time of day; while the instruments are made, the time counting began. The SDK takes a
   * counter's start from when its instrument was made, but these counters did not start at zero
   * then.
   */
  private static final class CountingClock implements Clock {
    private final long beganEpochNanos;
    private volatile boolean made;

    CountingClock(long countedNanos) {
      this.beganEpochNanos = Clock.getDefault().now() - countedNanos;
    }

    void instrumentsMade() {
      made = true;
    }

    @Override
    public long now() {
      return made ? Clock.getDefault().now() : beganEpochNanos;
    }

    @Override
    public long nanoTime() {
      return Clock.getDefault().nanoTime();
    }
  }
}
