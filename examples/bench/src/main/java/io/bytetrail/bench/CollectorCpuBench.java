package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU seconds a second that the collector's threads and the probe use, at different numbers of
 * calls a second: one JVM changes its pace from block to block, so that nothing else differs.
 */
final class CollectorCpuBench {
  static final List<Long> RATES = List.of(10_000L, 100_000L, 1_000_000L);
  private static final String THREAD_PREFIX = "bytetrail";

  /**
   * What was found, by calls a second.
   *
   * @param cpuFraction median over the blocks of CPU time ÷ time
   * @param achievedRate calls a second that were really made
   */
  record Result(Map<String, Double> cpuFraction, Map<String, Double> achievedRate) {}

  private final BenchOptions options;
  private final Progress progress;
  private final Path scratch;

  CollectorCpuBench(BenchOptions options, Progress progress, Path scratch) {
    this.options = options;
    this.progress = progress;
    this.scratch = scratch;
  }

  Result measure(Jdk jdk) throws IOException, InterruptedException {
    int rounds = options.quick() ? 2 : 10;
    // Whole periods of the collector, so that each block has as many snapshots.
    long blockMillis = options.quick() ? 2_000 : 5_000;
    List<String> command =
        List.of(
            jdk.java(),
            options.javaAgent(),
            "-Dbytetrail.report.text=off",
            "-Dbytetrail.probe.wait=20s",
            "-cp",
            System.getProperty("java.class.path"),
            PacedReads.class.getName(),
            scratch.resolve("read").toString());
    Map<Long, List<Double>> fractions = new TreeMap<>();
    Map<Long, List<Double>> achieved = new TreeMap<>();
    try (Child child = new Child(options.output().resolve("paced.log"), command)) {
      // The collector's own code is compiled meanwhile.
      reads(child, RATES.get(0));
      Thread.sleep(options.quick() ? 3_000 : 20_000);
      for (int round = 1; round <= rounds; round++) {
        for (long rate : RATES) {
          progress.step(
              "collector's CPU, %,d calls/s, round %d of %d".formatted(rate, round, rounds));
          reads(child, rate);
          Thread.sleep(300); // what is still owed at the pace before
          long readsBefore = reads(child, rate);
          long cpuBefore = cpuNanos(child);
          long start = System.nanoTime();
          Thread.sleep(blockMillis);
          double nanos = System.nanoTime() - start;
          long cpu = cpuNanos(child) - cpuBefore;
          long reads = reads(child, rate) - readsBefore;
          fractions.computeIfAbsent(rate, key -> new ArrayList<>()).add(cpu / nanos);
          achieved.computeIfAbsent(rate, key -> new ArrayList<>()).add(reads / (nanos / 1e9));
        }
      }
    }
    return new Result(medians(fractions), medians(achieved));
  }

  private static Map<String, Double> medians(Map<Long, List<Double>> samples) {
    Map<String, Double> medians = new TreeMap<>();
    samples.forEach((rate, values) -> medians.put(Long.toString(rate), Spread.median(values)));
    return medians;
  }

  private static long reads(Child child, long rate) throws IOException {
    child.writeLine(Long.toString(rate));
    return Long.parseLong(child.readLine());
  }

  /** CPU time so far of the collector's threads and of the probe. */
  private static long cpuNanos(Child child) throws IOException {
    long nanos = 0;
    Path tasks = Path.of("/proc", Long.toString(child.pid()), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        if (Files.readString(thread.resolve("comm")).startsWith(THREAD_PREFIX)) {
          nanos += cpuNanos(thread);
        }
      }
    }
    for (long pid : child.childPids()) {
      nanos += cpuNanos(Path.of("/proc", Long.toString(pid)));
    }
    return nanos;
  }

  private static long cpuNanos(Path task) throws IOException {
    try {
      String line = Files.readString(task.resolve("schedstat"));
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (NoSuchFileException e) {
      return 0; // ended meanwhile
    }
  }
}
