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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Milliseconds that the agent adds to hello world, from {@code fork} to exit, with everything on as
 * it is by default: median of the differences of neighbours, which are one start of each kind in
 * turn.
 *
 * <p>Processor time is the JVM's, all its threads', and not the probe's.
 */
final class StartupBench {
  /** What is started, and how much the user has started before. */
  enum Start {
    /** Without an agent. */
    NONE("no agent"),
    /** With one that does nothing. */
    EMPTY("an agent that does nothing"),
    /** On a JDK that the agent's build saw, and nothing kept. */
    FIRST("first start, a JDK that the jar knows"),
    /** On a JDK that it did not see, of which it saw another build with the same classes. */
    FIRST_OF_RELEASE("first start, another build of such a JDK"),
    /** On a JDK that it saw nothing of, and nothing kept: the JDK's classes are woven. */
    FIRST_UNKNOWN("first start, a JDK that it does not know"),
    /** Any other. */
    LATER("later starts"),
    /** Any other, of a program that reads a file at once: that waits for the probe. */
    LATER_WITH_FILE("later starts, reading a file at once");

    private final String text;

    Start(String text) {
      this.text = text;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For people. */
    static String text(String key) {
      for (Start start : values()) {
        if (start.key().equals(key)) {
          return start.text;
        }
      }
      throw new IllegalArgumentException(key);
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
  private final Path unknowing;
  private final Path empty;
  private final Path kept;
  private final int rounds;

  StartupBench(BenchOptions options, Progress progress, Path scratch) throws IOException {
    this.options = options;
    this.progress = progress;
    rounds = options.quick() ? 7 : 25;
    // The class alone: opening the benchmark's jar would be most of the time.
    classes = scratch.resolve("classes");
    Path copy = classes.resolve(entry(Hello.class));
    Files.createDirectories(copy.getParent());
    try (InputStream in = Hello.class.getResourceAsStream("/" + entry(Hello.class))) {
      Files.copy(in, copy);
    }
    empty = emptyAgent(scratch.resolve("empty.jar"));
    unknowing = withoutWoven(options.agent(), scratch.resolve("unknowing.jar"));
    kept = scratch.resolve("kept");
  }

  private static String entry(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
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
      for (Start start : Start.values()) {
        if (start != Start.NONE) {
          differences
              .computeIfAbsent(start, unused -> new ArrayList<>())
              .add(taken.get(start).minus(taken.get(Start.NONE)));
        }
      }
    }
    Map<String, Added> added = new LinkedHashMap<>();
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
    String cache = "=weave.cache=" + kept;
    switch (start) {
      case NONE -> {}
      case EMPTY -> command.add("-javaagent:" + empty);
      case FIRST -> command.add("-javaagent:" + options.agent() + cache);
      case FIRST_OF_RELEASE -> {
        command.add("-javaagent:" + options.agent() + cache);
        command.add("-Dio.bytetrail.weave.jdk=another");
      }
      case FIRST_UNKNOWN -> command.add("-javaagent:" + unknowing + cache);
      case LATER, LATER_WITH_FILE -> command.add(options.javaAgent());
    }
    command.addAll(List.of("-cp", classes.toString(), Hello.class.getName()));
    if (start == Start.LATER_WITH_FILE) {
      command.add(classes.resolve(entry(Hello.class)).toString());
    }
    forget();
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

  /** As where bytetrail was never run. */
  private void forget() throws IOException {
    if (!Files.exists(kept)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(kept)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(kept);
  }

  private static Path emptyAgent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", EmptyAgent.class.getName());
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = EmptyAgent.class.getResourceAsStream("/" + entry(EmptyAgent.class))) {
      out.putNextEntry(new ZipEntry(entry(EmptyAgent.class)));
      in.transferTo(out);
    }
    return jar;
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
