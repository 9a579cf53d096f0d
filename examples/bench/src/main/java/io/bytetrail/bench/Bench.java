package io.bytetrail.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what bytetrail costs, against nothing and against JFR. */
@Command(
    name = "bytetrail bench",
    mixinStandardHelpOptions = true,
    description = "Measures what bytetrail costs, against nothing and against JFR.")
public final class Bench implements Callable<Integer> {
  /** The parts, in the order they run. */
  enum Part {
    KERNEL,
    STARTUP,
    JAVA,
    COLLECTOR,
    THROUGHPUT,
    TOMCAT,
    NETTY,
    KAFKA,
    KAFKA_TLS
  }

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "About five minutes without the servers, and rough.")
  private boolean quick;

  @Option(names = "--only", split = ",", description = "Some parts only: ${COMPLETION-CANDIDATES}.")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--jdk",
      split = ",",
      paramLabel = "N",
      description = "On these JDKs only: 17, 25.")
  private Set<Integer> features = new TreeSet<>(Jdk.MEASURED);

  @Option(names = "--agent", defaultValue = "${sys:bench.agent}", required = true)
  private Path agent;

  @Option(names = "--server", defaultValue = "${sys:bench.server}", required = true)
  private Path server;

  @Option(names = "--native", defaultValue = "${sys:bench.native:-native/target}")
  private Path nativeTarget;

  @Option(names = "--examples", defaultValue = "${sys:bench.examples:-examples}")
  private Path examples;

  @Option(names = "--output", defaultValue = "${sys:bench.output:-target/bench}")
  private Path output;

  private final PrintStream out = new PrintStream(System.out, true, UTF_8);
  private final Progress progress =
      new Progress(new PrintStream(System.err, true, UTF_8), Progress.isTerminal());

  /** Exits with 0 when everything was measured, 1 when something was not, 2 for wrong arguments. */
  public static void main(String... arguments) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Jdk.MEASURED.containsAll(features)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--jdk=" + features + ": measured are " + Jdk.MEASURED);
    }
    BenchOptions options =
        new BenchOptions(
            agent.toAbsolutePath(),
            server.toAbsolutePath(),
            nativeTarget.toAbsolutePath(),
            examples.toAbsolutePath(),
            output.toAbsolutePath(),
            quick);
    Path scratch = new Scratch(options.output()).folder();
    BenchResult result = BenchResult.empty();
    List<Jdk> jdks = Jdk.find().stream().filter(jdk -> features.contains(jdk.feature())).toList();
    for (int feature : features) {
      if (jdks.stream().noneMatch(jdk -> jdk.feature() == feature)) {
        result
            .missing()
            .put("JDK " + feature, "not found beside this one, in /usr/lib/jvm or /opt");
      }
    }
    attempt(
        Part.KERNEL,
        result,
        () -> result.kernelNanosPerLookup().putAll(new KernelBench(options).measure()));
    attempt(
        Part.STARTUP,
        result,
        () -> {
          StartupBench bench = new StartupBench(options, progress, scratch);
          for (Jdk jdk : jdks) {
            result.startupMillisAdded().put(jdk.key(), bench.measure(jdk));
          }
        });
    attempt(
        Part.JAVA,
        result,
        () -> {
          JavaCallBench bench = new JavaCallBench(options, progress);
          for (Jdk jdk : jdks) {
            result.javaNanosPerCall().put(jdk.key(), bench.measure(jdk));
          }
        });
    attempt(
        Part.COLLECTOR,
        result,
        () -> {
          CollectorCpuBench.Result cpu =
              new CollectorCpuBench(options, progress, scratch).measure(jdks.get(0));
          result.collectorCpuFraction().putAll(cpu.cpuFraction());
          result.collectorCallsPerSecond().putAll(cpu.achievedRate());
        });
    attempt(
        Part.THROUGHPUT,
        result,
        () -> {
          ThroughputBench bench = new ThroughputBench(options, progress, scratch);
          for (Jdk jdk : jdks) {
            Ratios ratios = bench.measure(jdk);
            result.throughputRatio().put(jdk.key(), ratios.bytetrail());
            result.jfrThroughputRatio().put(jdk.key(), ratios.jfr());
          }
        });
    servers(options, result, scratch, jdks);
    progress.done();
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(options.output().resolve("bench.json").toFile(), result);
    String table = BenchTable.of(result);
    Files.writeString(options.output().resolve("bench.txt"), table);
    out.print(table);
    out.println("The same for programs: " + options.output().resolve("bench.json"));
    return result.missing().isEmpty() ? 0 : 1;
  }

  /** The real servers, one part each. */
  private void servers(BenchOptions options, BenchResult result, Path scratch, List<Jdk> jdks)
      throws InterruptedException {
    Path kafka = options.example("kafka");
    Path log = options.output().resolve("kafka-client.log");
    Map<Part, BenchServer> servers = new EnumMap<>(Part.class);
    servers.put(Part.TOMCAT, new TomcatServer(options.example("tomcat")));
    servers.put(Part.NETTY, new NettyServer(options.example("netty")));
    servers.put(Part.KAFKA, new KafkaServer(kafka, log, false));
    servers.put(Part.KAFKA_TLS, new KafkaServer(kafka, log, true));
    for (Map.Entry<Part, BenchServer> server : servers.entrySet()) {
      attempt(
          server.getKey(),
          result,
          () -> {
            ServerBench bench = new ServerBench(options, progress, scratch);
            for (Jdk jdk : jdks) {
              result.addServer(
                  server.getValue().name(), jdk, bench.measure(jdk, server.getValue()));
            }
          });
    }
  }

  private interface Measurement {
    void run() throws IOException, InterruptedException, RunnerException;
  }

  /** One part that fails does not take the others' figures with it. */
  private void attempt(Part part, BenchResult result, Measurement measurement)
      throws InterruptedException {
    if (!parts.contains(part)) {
      return;
    }
    try {
      measurement.run();
    } catch (IOException | RunnerException e) {
      result.missing().put(part.name().toLowerCase(Locale.ROOT), String.valueOf(e.getMessage()));
    }
  }
}
