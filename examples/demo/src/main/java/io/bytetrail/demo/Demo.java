package io.bytetrail.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the example file server under the agent through every copy strategy, cold and hot, and shows
 * what each one cost beside what textbooks say.
 */
@Command(
    name = "bytetrail demo",
    mixinStandardHelpOptions = true,
    description = "Measures every copy strategy of the example file server, cold and hot.")
public final class Demo implements Callable<Integer> {
  @Option(names = "--quick", description = "A few passes only.")
  private boolean quick;

  @Option(names = "--agent", defaultValue = "${sys:demo.agent}", required = true)
  private Path agent;

  @Option(names = "--server", defaultValue = "${sys:demo.server}", required = true)
  private Path server;

  @Option(
      names = "--output",
      defaultValue = "${sys:demo.output:-target/demo}",
      description = "Folder of the results and, while it runs, of the files served.")
  private Path output;

  @Option(
      names = "--java",
      defaultValue = "${sys:java.home}/bin/java",
      description = "The java that runs the server.")
  private Path java;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Progress progress =
      new Progress(
          new PrintStream(System.err, true, StandardCharsets.UTF_8), Progress.isTerminal());

  /** Exits with 0 when every phase was measured, 1 when one was not, 2 for wrong arguments. */
  public static void main(String... arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    DemoOptions options =
        new DemoOptions(
            agent.toAbsolutePath(),
            server.toAbsolutePath(),
            java.toAbsolutePath(),
            output.toAbsolutePath(),
            quick);
    try {
      return run(options);
    } catch (IOException e) {
      progress.say("bytetrail demo: " + e.getMessage());
      return 1;
    }
  }

  private int run(DemoOptions options) throws IOException, InterruptedException {
    Files.createDirectories(options.output());
    for (String result : List.of("strategies.json", "report.json", "report.txt")) {
      Files.deleteIfExists(options.output().resolve(result));
    }
    try (CleanUp cleanUp = new CleanUp()) {
      DiskFiles files = cleanUp.add(new DiskFiles(options.output()));
      if (files.isInMemory()) {
        progress.say(
            "Warning: "
                + files.folder()
                + " is on "
                + files.filesystem()
                + ", in memory: nothing is ever cold there. Use --output on a disk.");
      }
      ServerProcess process = cleanUp.add(new ServerProcess(options, files.folder()));
      process.await();
      JsonNode report = process.report();
      progress.say(setting(report, files));
      for (JsonNode missing : report.path("evidence").path("missing")) {
        progress.say("  missing: " + missing.asText());
      }
      StrategyTrials trials = new StrategyTrials(files, process, quick);
      progress.step("making files …");
      trials.prepare();
      Map<Phase, Row> rows = new TreeMap<>(Phase.IN_THE_TABLE);
      List<String> unmeasured = new ArrayList<>();
      List<Phase> phases = Phase.all(quick);
      for (Phase phase : phases) {
        progress.step("%2d/%d  %s".formatted(phases.indexOf(phase) + 1, phases.size(), phase));
        try {
          rows.put(phase, trials.measure(phase));
        } catch (StrategyTrials.UnmeasuredException e) {
          unmeasured.add(phase + ": " + e.getMessage());
        }
      }
      progress.done();
      process.terminate();
      finish(options, List.copyOf(rows.values()), report);
      unmeasured.forEach(reason -> progress.say("bytetrail demo: not measured: " + reason));
      return unmeasured.isEmpty() ? 0 : 1;
    }
  }

  private static String setting(JsonNode report, DiskFiles files) throws IOException {
    return "File server on JVM %s, pid %d, files on %s; the agent is in %s mode, evidence from the %s rung."
        .formatted(
            report.path("jvm").asText(),
            report.path("pid").asLong(),
            files.filesystem(),
            report.path("evidence").path("mode").asText(),
            report.path("evidence").path("rung").asText());
  }

  private void finish(DemoOptions options, List<Row> rows, JsonNode report) throws IOException {
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(options.output().resolve("strategies.json").toFile(), rows);
    out.println();
    out.print(StrategyTable.of(rows, Runtime.Version.parse(report.path("jvm").asText()).feature()));
    out.println();
    out.println("The service's own report, as any service with the agent writes it:");
    out.println();
    out.print(Files.readString(options.output().resolve("report.txt")));
    out.println();
    out.println("The same for programs: " + options.output() + "/{strategies,report}.json");
  }
}
