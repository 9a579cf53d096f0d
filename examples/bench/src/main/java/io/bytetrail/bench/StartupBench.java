package io.bytetrail.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Milliseconds that the agent adds to hello world, from {@code fork} to exit, with everything on as
 * it is by default: median of the differences of neighbours, which are one start without the agent,
 * a first one and a later one, in turn.
 *
 * <p>Processor time is the JVM's, all its threads', and not the probe's.
 */
final class StartupBench {
  /** How much the user has started before. */
  enum Start {
    /** Without the agent. */
    NONE,
    /**
     * On a JDK that the agent's build did not see, and nothing kept: the JDK's classes are woven.
     */
    FIRST,
    /** Any other. */
    LATER;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a start takes more.
   *
   * @param wallMillis by the clock
   * @param cpuMillis of the processors
   */
  record Added(double wallMillis, double cpuMillis) {
    private Added minus(Added other) {
      return new Added(wallMillis - other.wallMillis, cpuMillis - other.cpuMillis);
    }
  }

  private static final Path OWN_STAT = Path.of("/proc/self/stat");

  /** Of the words behind the name: the times of children that have been waited for. */
  private static final int CHILDREN_USER = 13;

  private static final int CHILDREN_SYSTEM = 14;

  /** As the kernel has it for user space, on every machine. */
  private static final double MILLIS_A_TICK = 10;

  private final BenchOptions options;
  private final Progress progress;
  private final Path classes;
  private final Path jarOfFirst;
  private final Path kept;
  private final int rounds;

  StartupBench(BenchOptions options, Progress progress, Path scratch) throws IOException {
    this.options = options;
    this.progress = progress;
    rounds = options.quick() ? 7 : 25;
    // The class alone: opening the benchmark's jar would be most of the time.
    classes = scratch.resolve("classes");
    String name = Hello.class.getName().replace('.', '/') + ".class";
    Path copy = classes.resolve(name);
    Files.createDirectories(copy.getParent());
    try (InputStream in = Hello.class.getResourceAsStream("/" + name)) {
      Files.copy(in, copy);
    }
    jarOfFirst = withoutWoven(options.agent(), scratch.resolve("first.jar"));
    kept = Files.createDirectories(scratch.resolve("kept"));
  }

  /** By the name of the {@link Start}. */
  Map<String, Added> measure(Jdk jdk) throws IOException, InterruptedException {
    for (Start start : Start.values()) {
      run(jdk, start); // what the page cache and the class data archive are warmed with
    }
    Map<Start, List<Added>> differences = new EnumMap<>(Start.class);
    for (int i = 0; i < rounds; i++) {
      progress.step("start-up, JDK %d, round %d of %d".formatted(jdk.feature(), i + 1, rounds));
      Map<Start, Added> taken = new EnumMap<>(Start.class);
      for (int j = 0; j < Start.values().length; j++) {
        Start start = Start.values()[(i + j) % Start.values().length];
        taken.put(start, run(jdk, start));
      }
      for (Start start : List.of(Start.FIRST, Start.LATER)) {
        differences
            .computeIfAbsent(start, unused -> new ArrayList<>())
            .add(taken.get(start).minus(taken.get(Start.NONE)));
      }
    }
    Map<String, Added> added = new TreeMap<>();
    differences.forEach((start, each) -> added.put(start.key(), typical(each)));
    return added;
  }

  /** The clock's median; the processors' mean, since they are counted in ticks. */
  private static Added typical(List<Added> each) {
    return new Added(
        Spread.median(each.stream().map(Added::wallMillis).toList()),
        each.stream().mapToDouble(Added::cpuMillis).average().orElseThrow());
  }

  private Added run(Jdk jdk, Start start) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    switch (start) {
      case NONE -> {}
      case FIRST -> {
        forget();
        command.add("-javaagent:" + jarOfFirst + "=weave.cache=" + kept);
      }
      case LATER -> command.add(options.javaAgent());
    }
    command.addAll(List.of("-cp", classes.toString(), Hello.class.getName()));
    double cpu = childrensCpuMillis();
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(
                ProcessBuilder.Redirect.appendTo(options.output().resolve("hello.log").toFile()))
            .start();
    int exit = process.waitFor();
    double wall = (System.nanoTime() - begin) / 1e6;
    if (exit != 0) {
      throw new IOException("hello world exits with " + exit + ", see hello.log");
    }
    return new Added(wall, childrensCpuMillis() - cpu);
  }

  private static double childrensCpuMillis() throws IOException {
    String stat = Files.readString(OWN_STAT);
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return MILLIS_A_TICK
        * (Long.parseLong(words[CHILDREN_USER]) + Long.parseLong(words[CHILDREN_SYSTEM]));
  }

  private void forget() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(kept)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /** The agent as it is for a JDK that its build did not find. */
  private static Path withoutWoven(Path agent, Path copy) throws IOException {
    try (ZipFile jar = new ZipFile(agent.toFile());
        OutputStream file = Files.newOutputStream(copy);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (!entry.getName().endsWith(".woven")) {
          ZipEntry same = new ZipEntry(entry); // what is stored stays so
          same.setCompressedSize(-1);
          out.putNextEntry(same);
          jar.getInputStream(entry).transferTo(out);
        }
      }
    }
    return copy;
  }
}
