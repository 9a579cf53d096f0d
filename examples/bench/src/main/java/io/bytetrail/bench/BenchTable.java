package io.bytetrail.bench;

import java.util.Locale;
import java.util.Map;

/** The result as text. */
final class BenchTable {
  private final StringBuilder out = new StringBuilder();

  private BenchTable() {}

  static String of(BenchResult result) {
    BenchTable table = new BenchTable();
    if (!result.throughputRatio().isEmpty()) {
      table.throughput(result);
    }
    result.serverThroughputRatio().keySet().forEach(name -> table.server(name, result));
    if (!result.kernelNanosPerLookup().isEmpty() || !result.javaNanosPerCall().isEmpty()) {
      table.calls(result);
    }
    if (!result.startupMillisAdded().isEmpty()) {
      table.startup(result);
    }
    if (!result.collectorCpuFraction().isEmpty()) {
      table.collector(result);
    }
    result.missing().forEach((what, why) -> table.line("not measured: %s: %s", what, why));
    return table.out.toString();
  }

  private void throughput(BenchResult result) {
    line("File server, hot, bytes a second ÷ without anything: median (min to max)");
    line("");
    line(
        "  %-7s %-10s %-26s %s",
        "JDK", "chunk", "bytetrail, all on", "JFR, file and socket events");
    result
        .throughputRatio()
        .forEach(
            (jdk, chunks) ->
                ThroughputBench.CHUNKS.forEach(
                    chunk ->
                        line(
                            "  %-7s %-10s %-26s %s",
                            jdk,
                            (chunk >> 10) + " KiB",
                            spread(chunks.get(Integer.toString(chunk))),
                            spread(
                                result
                                    .jfrThroughputRatio()
                                    .get(jdk)
                                    .get(Integer.toString(chunk))))));
    line("");
  }

  private void server(String name, BenchResult result) {
    line("%s, hot, throughput ÷ without anything: median (min to max)", name);
    server(result.serverThroughputRatio().get(name), result.jfrServerThroughputRatio().get(name));
    line("%s, hot, CPU seconds a GiB ÷ without anything: median (min to max)", name);
    server(result.serverCpuRatio().get(name), result.jfrServerCpuRatio().get(name));
    line("%s, hot, CPU seconds a GiB without anything", name);
    line("");
    result
        .serverCpuSecondsPerGiB()
        .get(name)
        .forEach(
            (jdk, rows) ->
                rows.forEach((row, seconds) -> line("  %-7s %-14s %.3f", jdk, row, seconds)));
    line("");
  }

  private void server(
      Map<String, Map<String, Spread>> bytetrail, Map<String, Map<String, Spread>> jfr) {
    line("");
    line("  %-7s %-14s %-26s %s", "JDK", "", "bytetrail, all on", "JFR, file and socket events");
    bytetrail.forEach(
        (jdk, rows) ->
            rows.forEach(
                (row, ratio) ->
                    line(
                        "  %-7s %-14s %-26s %s",
                        jdk, row, spread(ratio), spread(jfr.get(jdk).get(row)))));
    line("");
  }

  private void calls(BenchResult result) {
    line("What one call costs more, in nanoseconds");
    line("");
    Map<String, Double> kernel = result.kernelNanosPerLookup();
    row("page-cache look-up, an empty eBPF program", kernel.get("empty"));
    row("page-cache look-up, always on", kernel.get("alwaysOn"));
    row("system call, verify mode", kernel.get("verify"));
    result
        .javaNanosPerCall()
        .forEach(
            (jdk, benchmarks) ->
                benchmarks.forEach((name, nanos) -> row("hooks, JDK " + jdk + ", " + name, nanos)));
    line("");
  }

  private void startup(BenchResult result) {
    line("Start-up of hello world, milliseconds more: by the clock, of the processors");
    line("");
    result
        .startupMillisAdded()
        .forEach(
            (jdk, starts) ->
                starts.forEach(
                    (start, added) ->
                        line(
                            "  %-52s %8.1f %8.1f",
                            "JDK " + jdk + ", " + StartupBench.Start.text(start),
                            added.wallMillis(),
                            added.cpuMillis())));
    line("");
  }

  private void collector(BenchResult result) {
    line("CPU of the collector and the probe, per cent of one core");
    line("");
    for (long rate : CollectorCpuBench.RATES) {
      String key = Long.toString(rate);
      Double fraction = result.collectorCpuFraction().get(key);
      if (fraction != null) {
        line(
            "  %-52s %8.3f   (%,.0f were made)",
            String.format(Locale.ROOT, "at %,d calls a second", rate),
            100 * fraction,
            result.collectorCallsPerSecond().get(key));
      }
    }
    line("");
  }

  private void row(String what, Double value) {
    if (value != null) {
      line("  %-52s %8.1f", what, value);
    }
  }

  private static String spread(Spread spread) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f to %.3f)", spread.median(), spread.min(), spread.max());
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
