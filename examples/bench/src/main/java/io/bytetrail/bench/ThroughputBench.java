package io.bytetrail.bench;

import com.example.fileserver.LoadClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Throughput of the file server with everything on ÷ with everything off, and with JFR's file and
 * socket events at threshold 0 ÷ without.
 *
 * <p>A round starts each server anew, one after another in shuffled order, warms it and measures
 * it. None of them runs beside another: a probe that is attached for one server is in the kernel's
 * way for all of them. A ratio is always of two neighbours in one round.
 */
final class ThroughputBench {
  static final List<Integer> CHUNKS = List.of(8 << 10, 64 << 10, 1 << 20);

  /**
   * The hooks and what they are inlined into are compiled on the one processor that also serves: a
   * watched server goes on getting faster for longer than one that is alone.
   */
  private static final double WARM_SECONDS = 6;

  private static final double WINDOW_SECONDS = 0.1;
  private static final int FILE_BYTES = 16 << 20;

  private final BenchOptions options;
  private final Progress progress;
  private final Random random = new Random(1);
  private final Path root;
  private final Watchers watchers;
  private final int rounds;
  private final int windows;

  ThroughputBench(BenchOptions options, Progress progress, Path scratch) throws IOException {
    this.options = options;
    this.progress = progress;
    rounds = options.quick() ? 1 : 5;
    windows = options.quick() ? 4 : 10;
    root = Files.createDirectories(scratch.resolve("served"));
    byte[] noise = new byte[FILE_BYTES];
    random.nextBytes(noise);
    Files.write(root.resolve("file"), noise);
    watchers = new Watchers(options, scratch);
  }

  Ratios measure(Jdk jdk) throws IOException, InterruptedException {
    try (Pinning pinning = new Pinning()) {
      return measure(jdk, pinning);
    }
  }

  private Ratios measure(Jdk jdk, Pinning pinning) throws IOException, InterruptedException {
    Map<String, Spread> bytetrail = new TreeMap<>();
    Map<String, Spread> jfr = new TreeMap<>();
    for (int chunk : CHUNKS) {
      List<Double> withBytetrail = new ArrayList<>();
      List<Double> withJfr = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        progress.step(
            "throughput, JDK %d, %d KiB chunks, round %d of %d"
                .formatted(jdk.feature(), chunk >> 10, round, rounds));
        List<Watcher> order = new ArrayList<>(List.of(Watcher.values()));
        Collections.shuffle(order, random);
        Map<Watcher, Double> rates = new EnumMap<>(Watcher.class);
        for (Watcher watcher : order) {
          rates.put(watcher, rate(jdk, chunk, watcher, pinning));
        }
        withBytetrail.add(rates.get(Watcher.BYTETRAIL) / rates.get(Watcher.NONE));
        withJfr.add(rates.get(Watcher.JFR) / rates.get(Watcher.NONE));
      }
      bytetrail.put(Integer.toString(chunk), Spread.of(withBytetrail));
      jfr.put(Integer.toString(chunk), Spread.of(withJfr));
    }
    return new Ratios(bytetrail, jfr);
  }

  /** Bytes a second of a fresh server in its best window: whatever else runs makes one slower. */
  private double rate(Jdk jdk, int chunk, Watcher watcher, Pinning pinning)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinning.serverPrefix());
    command.addAll(List.of(jdk.java(), "-Xms256m", "-Xmx256m"));
    command.addAll(watchers.options(watcher));
    command.addAll(List.of("-jar", options.server().toString(), "--strategy=direct", "--port=0"));
    command.addAll(List.of("--root=" + root, "--chunk=" + chunk));
    try (Child server = new Child(options.output().resolve("server.log"), command)) {
      int port = server.readPort();
      load(port, WARM_SECONDS);
      double best = 0;
      for (int i = 0; i < windows; i++) {
        best = Math.max(best, load(port, WINDOW_SECONDS).bytesPerSecond());
      }
      return best;
    }
  }

  private static LoadClient.Result load(int port, double seconds)
      throws IOException, InterruptedException {
    return LoadClient.run(new LoadClient.Load(port, List.of("/file"), 1, 0, seconds, false));
  }
}
