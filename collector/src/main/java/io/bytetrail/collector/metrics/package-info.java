/**
 * The report as metrics, on Prometheus and over OTLP.
 *
 * <p>One table, {@link io.bytetrail.collector.metrics.MetricCatalogue}, says what there is; {@link
 * io.bytetrail.collector.metrics.PrometheusMetrics} and {@link
 * io.bytetrail.collector.metrics.OtlpMetrics} are two ways to say it, so names and meanings cannot
 * drift apart. Both read immutable {@link io.bytetrail.collector.report.Report}s: neither a scrape
 * nor an export ever touches what is being counted.
 */
package io.bytetrail.collector.metrics;
