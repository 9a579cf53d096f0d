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

/**
 * Throughput of a real server with everything on ÷ with everything off, and with JFR's file and
 * socket events at threshold 0 ÷ without.
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
  Ratios measure(Jdk jdk, BenchServer server) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(scratch.resolve(server.name()));
    server.prepare(folder);
    Map<String, List<Double>> bytetrail = new LinkedHashMap<>();
    Map<String, List<Double>> jfr = new LinkedHashMap<>();
    try (Pinning pinning = new Pinning()) {
      for (int round = 1; round <= rounds; round++) {
        List<Watcher> order = new ArrayList<>(List.of(Watcher.values()));
        Collections.shuffle(order, random);
        Map<Watcher, Map<String, Double>> rates = new EnumMap<>(Watcher.class);
        for (Watcher watcher : order) {
          progress.step(
              "%s, JDK %d, round %d of %d, %s"
                  .formatted(server.name(), jdk.feature(), round, rounds, watcher.label()));
          rates.put(watcher, rates(jdk, server, folder, watcher, pinning));
        }
        Map<String, Double> alone = rates.get(Watcher.NONE);
        add(bytetrail, rates.get(Watcher.BYTETRAIL), alone);
        add(jfr, rates.get(Watcher.JFR), alone);
      }
    }
    return new Ratios(Ratios.spreads(bytetrail), Ratios.spreads(jfr));
  }

  private static void add(
      Map<String, List<Double>> ratios, Map<String, Double> watched, Map<String, Double> alone) {
    watched.forEach(
        (row, rate) ->
            ratios.computeIfAbsent(row, unused -> new ArrayList<>()).add(rate / alone.get(row)));
  }

  private Map<String, Double> rates(
      Jdk jdk, BenchServer server, Path folder, Watcher watcher, Pinning pinning)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinning.serverPrefix());
    command.add(jdk.java());
    command.addAll(watchers.options(watcher));
    command.addAll(server.arguments(folder));
    Map<String, Double> rates = new LinkedHashMap<>();
    Path log = options.output().resolve(server.name() + ".log");
    try (Child child = new Child(log, command)) {
      for (Map.Entry<String, BenchServer.Load> row : server.loads(child.readPort()).entrySet()) {
        rates.put(row.getKey(), warmRate(row.getValue()));
      }
    }
    return rates;
  }

  /** The rate of the best second after the server has stopped getting faster. */
  private double warmRate(BenchServer.Load load) throws IOException, InterruptedException {
    List<Double> warming = new ArrayList<>();
    do {
      warming.add(load.rate(1));
    } while (warming.size() < WARM_SECONDS
        || (warming.size() < LONGEST_WARM_SECONDS && isGettingFaster(warming)));
    double best = 0;
    for (int i = 0; i < windows; i++) {
      best = Math.max(best, load.rate(1));
    }
    return best;
  }

  static boolean isGettingFaster(List<Double> rates) {
    int last = rates.size() - COMPARED_SECONDS;
    double now = Collections.max(rates.subList(last, rates.size()));
    double before = Collections.max(rates.subList(last - COMPARED_SECONDS, last));
    return now > STILL_WARMING * before;
  }
}
