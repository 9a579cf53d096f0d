package io.bytetrail.agent;

import io.opentelemetry.api.OpenTelemetry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.matcher.ElementMatchers;

/** An application that uses libraries which the agent has inside, too. */
final class OwnVersions {
  private OwnVersions() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println(
        new ByteBuddy()
            .subclass(Object.class)
            .method(ElementMatchers.named("toString"))
            .intercept(FixedValue.value("woven"))
            .make()
            .load(OwnVersions.class.getClassLoader())
            .getLoaded()
            .getDeclaredConstructor()
            .newInstance());

    OpenTelemetry.noop().getMeter("own").counterBuilder("requests").build().add(1);
    System.out.println("measured");

    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(
        () ->
            CounterSnapshot.builder()
                .name("requests")
                .dataPoint(CounterDataPointSnapshot.builder().value(1).build())
                .build());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder().build().write(out, registry.scrape());
    out.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(System.out::println);
  }
}
