package io.bytetrail.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code bench.json} holds, field by field. Maps are by JDK ({@code "17"}), then by chunk size
 * in bytes, by benchmark or by calls a second; what could not be measured is absent, and {@code
 * missing} says why.
 *
 * @param throughputRatio bytes a second with everything on ÷ with everything off
 * @param jfrThroughputRatio bytes a second with JFR's file and socket events ÷ without
 * @param serverThroughputRatio the same of real servers: by server, then JDK, then what was asked
 * @param jfrServerThroughputRatio the same with JFR's events
 * @param kernelNanosPerLookup added to a hot page-cache look-up by an empty program, by ours, and
 *     to a system call by those of verify mode
 * @param javaNanosPerCall added to a call by the hooks
 * @param startupMillisAdded to hello world, by JDK and kind of start: {@link StartupBench.Start}
 * @param collectorCpuFraction CPU seconds a second of the collector and the probe
 * @param collectorCallsPerSecond the calls that were really made at each rate
 * @param missing what was not measured, and why
 */
record BenchResult(
    Map<String, Map<String, Spread>> throughputRatio,
    Map<String, Map<String, Spread>> jfrThroughputRatio,
    Map<String, Map<String, Map<String, Spread>>> serverThroughputRatio,
    Map<String, Map<String, Map<String, Spread>>> jfrServerThroughputRatio,
    Map<String, Double> kernelNanosPerLookup,
    Map<String, Map<String, Double>> javaNanosPerCall,
    Map<String, Map<String, StartupBench.Added>> startupMillisAdded,
    Map<String, Double> collectorCpuFraction,
    Map<String, Double> collectorCallsPerSecond,
    Map<String, String> missing) {
  /** Nothing measured yet; the maps are to be filled. */
  static BenchResult empty() {
    return new BenchResult(
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  void addServer(String server, Jdk jdk, Ratios ratios) {
    serverThroughputRatio
        .computeIfAbsent(server, unused -> new TreeMap<>())
        .put(jdk.key(), ratios.bytetrail());
    jfrServerThroughputRatio
        .computeIfAbsent(server, unused -> new TreeMap<>())
        .put(jdk.key(), ratios.jfr());
  }
}
