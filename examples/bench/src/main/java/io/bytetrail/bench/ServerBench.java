package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Throughput, and CPU time a byte, of a real server with everything on ÷ with everything off, and
 * with JFR's file and socket events at threshold 0 ÷ without.
 *
 * <p>A round starts the server anew for each watcher, one after another in shuffled order: an
 * attached probe is in the kernel's way for all processes. Each is loaded until it gets no faster
 * before it is measured. A ratio is always of two neighbours in one round.
 */
final class ServerBench {
  private static final int WARM_SECONDS = 6;
  private static final int LONGEST_WARM_SECONDS = 12;

  /** As long as the best of the last seconds is so much better than that of those before. */
  private static final double STILL_WARMING = 1.02;

  private static final int COMPARED_SECONDS = 3;

  private static final double GIB = 1 << 30;

  private final BenchOptions options;
  private final Progress progress;
  private final Random random = new Random(1);
  private final Path scratch;
  private final Watchers watchers;
  private final int rounds;
  private final int windows;

  ServerBench(BenchOptions options, Progress progress, Path scratch) throws IOException {
    this.options = options;
    this.progress = progress;
    this.scratch = scratch;
    watchers = new Watchers(options, scratch);
    rounds = options.quick() ? 2 : 7;
    windows = options.quick() ? 3 : 6;
  }

  /** The server's ratios on one JDK, by the name of the row. */
  ServerRatios measure(Jdk jdk, BenchServer server) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(scratch.resolve(server.name()));
    progress.step("%s, JDK %d, is prepared".formatted(server.name(), jdk.feature()));
    server.prepare(jdk, folder);
    Map<String, List<Double>> bytetrail = new LinkedHashMap<>();
    Map<String, List<Double>> jfr = new LinkedHashMap<>();
    Map<String, List<Double>> bytetrailCpu = new LinkedHashMap<>();
    Map<String, List<Double>> jfrCpu = new LinkedHashMap<>();
    Map<String, List<Double>> aloneCpu = new LinkedHashMap<>();
    try (Pinning pinning = new Pinning()) {
      for (int round = 1; round <= rounds; round++) {
        List<Watcher> order = new ArrayList<>(List.of(Watcher.values()));
        Collections.shuffle(order, random);
        Map<Watcher, Map<String, Cost>> costs = new EnumMap<>(Watcher.class);
        for (Watcher watcher : order) {
          progress.step(
              "%s, JDK %d, round %d of %d, %s"
                  .formatted(server.name(), jdk.feature(), round, rounds, watcher.label()));
          costs.put(watcher, costs(jdk, server, folder, watcher, pinning));
        }
        Map<String, Cost> alone = costs.get(Watcher.NONE);
        add(bytetrail, costs.get(Watcher.BYTETRAIL), alone, Cost::rate);
        add(jfr, costs.get(Watcher.JFR), alone, Cost::rate);
        add(bytetrailCpu, costs.get(Watcher.BYTETRAIL), alone, Cost::cpuSecondsPerGiB);
        add(jfrCpu, costs.get(Watcher.JFR), alone, Cost::cpuSecondsPerGiB);
        alone.forEach(
            (row, cost) ->
                aloneCpu
                    .computeIfAbsent(row, unused -> new ArrayList<>())
                    .add(cost.cpuSecondsPerGiB()));
      }
    }
    Map<String, Double> cpuSecondsPerGiB = new LinkedHashMap<>();
    aloneCpu.forEach((row, samples) -> cpuSecondsPerGiB.put(row, Spread.median(samples)));
    return new ServerRatios(
        new Ratios(Ratios.spreads(bytetrail), Ratios.spreads(jfr)),
        new Ratios(Ratios.spreads(bytetrailCpu), Ratios.spreads(jfrCpu)),
        cpuSecondsPerGiB);
  }

  /**
   * What a row came to once the server was warm.
   *
   * @param rate of its best second
   * @param cpuSecondsPerGiB of all measured seconds
   */
  private record Cost(double rate, double cpuSecondsPerGiB) {}

  private static void add(
      Map<String, List<Double>> ratios,
      Map<String, Cost> watched,
      Map<String, Cost> alone,
      ToDoubleFunction<Cost> figure) {
    watched.forEach(
        (row, cost) ->
            ratios
                .computeIfAbsent(row, unused -> new ArrayList<>())
                .add(figure.applyAsDouble(cost) / figure.applyAsDouble(alone.get(row))));
  }

  private Map<String, Cost> costs(
      Jdk jdk, BenchServer server, Path folder, Watcher watcher, Pinning pinning)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinning.serverPrefix());
    command.add(jdk.java());
    command.addAll(watchers.options(watcher));
    command.addAll(server.arguments(jdk, folder));
    Map<String, Cost> costs = new LinkedHashMap<>();
    Path log = options.output().resolve(server.name() + ".log");
    try (Child child = new Child(log, command)) {
      Map<String, BenchServer.Load> rows = server.loads(jdk, folder, child.readPort());
      for (Map.Entry<String, BenchServer.Load> row : rows.entrySet()) {
        try (BenchServer.Load load = row.getValue()) {
          costs.put(row.getKey(), warmCost(child, load));
        }
      }
    }
    return costs;
  }

  /** What is got after the server has stopped getting faster. */
  private Cost warmCost(Child child, BenchServer.Load load)
      throws IOException, InterruptedException {
    List<Double> warming = new ArrayList<>();
    do {
      warming.add(load.run(1).perSecond());
    } while (warming.size() < WARM_SECONDS
        || (warming.size() < LONGEST_WARM_SECONDS && isGettingFaster(warming)));
    double best = 0;
    long bytes = 0;
    double before = child.cpuSeconds();
    for (int i = 0; i < windows; i++) {
      BenchServer.Work work = load.run(1);
      best = Math.max(best, work.perSecond());
      bytes += work.bytes();
    }
    double seconds = child.cpuSeconds() - before;
    return new Cost(best, seconds / bytes * GIB);
  }

  static boolean isGettingFaster(List<Double> rates) {
    int last = rates.size() - COMPARED_SECONDS;
    double now = Collections.max(rates.subList(last, rates.size()));
    double before = Collections.max(rates.subList(last - COMPARED_SECONDS, last));
    return now > STILL_WARMING * before;
  }
}
