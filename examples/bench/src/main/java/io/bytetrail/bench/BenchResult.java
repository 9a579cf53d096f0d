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
 * @param serverCpuRatio CPU seconds a byte of real servers, everything on ÷ everything off
 * @param jfrServerCpuRatio the same with JFR's events
 * @param serverCpuSecondsPerGiB CPU seconds a GiB of real servers that nobody watches
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
    Map<String, Map<String, Map<String, Spread>>> serverCpuRatio,
    Map<String, Map<String, Map<String, Spread>>> jfrServerCpuRatio,
    Map<String, Map<String, Map<String, Double>>> serverCpuSecondsPerGiB,
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
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  void addServer(String server, Jdk jdk, ServerRatios ratios) {
    add(serverThroughputRatio, server, jdk, ratios.throughput().bytetrail());
    add(jfrServerThroughputRatio, server, jdk, ratios.throughput().jfr());
    add(serverCpuRatio, server, jdk, ratios.cpu().bytetrail());
    add(jfrServerCpuRatio, server, jdk, ratios.cpu().jfr());
    add(serverCpuSecondsPerGiB, server, jdk, ratios.cpuSecondsPerGiB());
  }

  private static <T> void add(Map<String, Map<String, T>> all, String server, Jdk jdk, T figures) {
    all.computeIfAbsent(server, unused -> new TreeMap<>()).put(jdk.key(), figures);
  }
}
