package io.bytetrail.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Nanoseconds that the hooks add to a call, by JMH: median of the differences of neighbouring
 * forks, with the agent and without. No probe is attached, so the kernel's part is not in it.
 */
final class JavaCallBench {
  private final BenchOptions options;
  private final Progress progress;
  private final Path log;
  private final int pairs;

  JavaCallBench(BenchOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
    log = options.output().resolve("jmh.log");
    pairs = options.quick() ? 1 : 7;
  }

  /** By benchmark, kind of thread and number of threads: {@code channelRead.platform.1}. */
  Map<String, Double> measure(Jdk jdk) throws RunnerException {
    Map<String, Double> nanos = new TreeMap<>();
    List<String> kinds =
        jdk.hasVirtualThreads() ? List.of("platform", "virtual") : List.of("platform");
    for (String kind : kinds) {
      for (int threads = 1; threads <= 2; threads++) {
        Map<String, List<Double>> differences = new TreeMap<>();
        for (int pair = 0; pair < pairs; pair++) {
          progress.step(
              "Java calls, JDK %d, %d %s thread%s, pair %d of %d"
                  .formatted(
                      jdk.feature(), threads, kind, threads == 1 ? "" : "s", pair + 1, pairs));
          boolean agentFirst = pair % 2 == 0;
          Map<String, Double> first = run(jdk, kind, threads, agentFirst);
          Map<String, Double> second = run(jdk, kind, threads, !agentFirst);
          for (String benchmark : first.keySet()) {
            double difference = first.get(benchmark) - second.get(benchmark);
            differences
                .computeIfAbsent(benchmark, key -> new ArrayList<>())
                .add(agentFirst ? difference : -difference);
          }
        }
        for (Map.Entry<String, List<Double>> entry : differences.entrySet()) {
          nanos.put(entry.getKey() + "." + kind + "." + threads, Spread.median(entry.getValue()));
        }
      }
    }
    return nanos;
  }

  private Map<String, Double> run(Jdk jdk, String kind, int threads, boolean agent)
      throws RunnerException {
    List<String> arguments = new ArrayList<>(List.of("-Xms256m", "-Xmx256m"));
    if (agent) {
      arguments.add(options.javaAgent());
      arguments.add("-Dbytetrail.collector=off");
    }
    if (kind.equals("virtual")) {
      arguments.add("-Djmh.executor=VIRTUAL");
    }
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include(FileReadBenchmark.class.getName())
            .jvm(jdk.java())
            .jvmArgs(arguments.toArray(String[]::new))
            .forks(1)
            .threads(threads)
            .warmupIterations(3)
            .warmupTime(TimeValue.milliseconds(options.quick() ? 150 : 500))
            .measurementIterations(options.quick() ? 20 : 50)
            .measurementTime(TimeValue.milliseconds(20))
            .output(log.toString());
    Collection<RunResult> results = new Runner(jmh.build()).run();
    Map<String, Double> nanos = new TreeMap<>();
    for (RunResult result : results) {
      // The best of many short iterations: whatever else runs makes one slower.
      double best = result.getAggregatedResult().getPrimaryResult().getStatistics().getMin();
      nanos.put(result.getPrimaryResult().getLabel(), best);
    }
    return nanos;
  }
}
