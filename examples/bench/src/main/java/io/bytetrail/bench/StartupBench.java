package io.bytetrail.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Milliseconds that the agent adds to hello world, from {@code fork} to exit, with everything on as
 * it is by default: median of the differences of neighbours.
 */
final class StartupBench {
  private final BenchOptions options;
  private final Progress progress;
  private final Path classes;
  private final int pairs;

  StartupBench(BenchOptions options, Progress progress, Path scratch) throws IOException {
    this.options = options;
    this.progress = progress;
    pairs = options.quick() ? 5 : 25;
    // The class alone: opening the benchmark's jar would be most of the time.
    classes = scratch.resolve("classes");
    String name = Hello.class.getName().replace('.', '/') + ".class";
    Path copy = classes.resolve(name);
    Files.createDirectories(copy.getParent());
    try (InputStream in = Hello.class.getResourceAsStream("/" + name)) {
      Files.copy(in, copy);
    }
  }

  double measure(Jdk jdk) throws IOException, InterruptedException {
    millis(jdk, true); // what the page cache and the class data archive are warmed with
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      progress.step("start-up, JDK %d, pair %d of %d".formatted(jdk.feature(), i + 1, pairs));
      boolean agentFirst = i % 2 == 0;
      double first = millis(jdk, agentFirst);
      double second = millis(jdk, !agentFirst);
      differences.add(agentFirst ? first - second : second - first);
    }
    return Spread.median(differences);
  }

  private double millis(Jdk jdk, boolean agent) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    if (agent) {
      command.add(options.javaAgent());
    }
    command.addAll(List.of("-cp", classes.toString(), Hello.class.getName()));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(
                ProcessBuilder.Redirect.appendTo(options.output().resolve("hello.log").toFile()))
            .start();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("hello world exits with " + exit + ", see hello.log");
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
