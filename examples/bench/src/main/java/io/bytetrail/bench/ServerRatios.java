package io.bytetrail.bench;

import java.util.Map;

/**
 * A server on one JDK.
 *
 * @param throughput work a second, with a watcher ÷ without
 * @param cpu seconds of the processors a byte, with a watcher ÷ without; the probe's own with it
 * @param cpuSecondsPerGiB of the server alone, by the name of the row
 */
record ServerRatios(Ratios throughput, Ratios cpu, Map<String, Double> cpuSecondsPerGiB) {}
