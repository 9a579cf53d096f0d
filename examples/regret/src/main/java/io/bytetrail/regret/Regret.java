package io.bytetrail.regret;

import io.bytetrail.collector.calibration.CleanUp;
import io.bytetrail.collector.calibration.Host;
import io.bytetrail.collector.calibration.ProfileFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The proof of the advice: what one regrets who follows it, in every situation of a grid and
 * whatever one's code was before.
 *
 * <p>Cost is {@link io.bytetrail.collector.calibration.CellCost#cost}, the same that advice ranks
 * by. The calibration is made first and by other code, so it knows nothing of the grid.
 */
@Command(
    name = "regret",
    description = "Measures what one regrets who follows the advice, and two rules of thumb.",
    mixinStandardHelpOptions = true)
public final class Regret implements Callable<Integer> {
  private static final long MIB = 1 << 20;

  @Option(names = "--quick", description = "a small grid over loopback, in about seven minutes")
  private boolean quick;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "a calibration to take (default: one is made first)")
  private Path profile;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "WORD",
      description = "parts of the grid: hot, cold, pressure; loopback, veth")
  private List<String> only = List.of();

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "SIZE",
      description = "of files, as 16KiB,4MiB (default: those of the grid)")
  private List<String> sizes = List.of();

  @Option(
      names = "--truth",
      paramLabel = "DIR",
      description = {
        "nothing is measured: what an earlier run kept there (target/regret) is advised on anew, by"
            + " this build and --profile, and held against what was measured then"
      })
  private Path truth;

  private final Map<GridCell, String> leftOut = new LinkedHashMap<>();

  /** Runs it. */
  public static void main(String[] arguments) {
    CommandLine line =
        new CommandLine(new Regret())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  System.err.println("bytetrail regret: " + failure.getMessage());
                  return failure instanceof IllegalArgumentException ? 2 : 1;
                });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path output = Files.createDirectories(Path.of(System.getProperty("regret.output")));
    if (truth != null) {
      RunRecord kept = new RunRecord(truth);
      Path calibration = profile != null ? profile : kept.profile();
      tell(kept.read(), kept, Optional.of(calibration), calibration, output.resolve("again.json"));
      return 0;
    }
    RegretOptions options =
        new RegretOptions(
            quick,
            Path.of(System.getProperty("regret.agent")),
            Path.of(System.getProperty("regret.server")),
            output);
    List<GridCell> grid = new Selection(only, Selection.sizes(sizes)).of(quick);
    RunRecord record = new RunRecord(output);
    int servers = (int) grid.stream().map(GridCell::server).distinct().count();
    Progress progress = new Progress(grid.size() + 2 * servers + 1);
    progress.step("calibrating");
    Path calibration = profile != null ? profile : calibrate(options, record.profile());
    Map<GridCell, Measured> measured;
    try (CleanUp cleanUp = new CleanUp()) {
      GridFiles files = cleanUp.add(new GridFiles(output, grid));
      progress.say("making files");
      files.make(grid);
      measured = new Grid(options, files, progress).measure(grid, record, leftOut);
      new AdviceRuns(options, files, calibration, progress).run(measured.keySet(), record, leftOut);
    }
    tell(measured, record, Optional.empty(), calibration, output.resolve("regret.json"));
    return 0;
  }

  private Path calibrate(RegretOptions options, Path file)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                options.agent().toString(),
                "calibrate",
                "--profile=" + file));
    command.add(options.output().toString());
    try (CleanUp cleanUp = new CleanUp()) {
      Process process = new ProcessBuilder(command).inheritIO().start();
      cleanUp.add(() -> end(process));
      if (process.waitFor() != 0) {
        throw new IOException("the calibration failed");
      }
    }
    return file;
  }

  /** It puts away what it made, which may take a moment. */
  private static void end(Process process) {
    process.destroy();
    process.onExit().join();
  }

  private void tell(
      Map<GridCell, Measured> measured,
      RunRecord record,
      Optional<Path> anew,
      Path calibration,
      Path json)
      throws IOException {
    List<Advised> advised = new AdviceReading(record, anew).of(measured.keySet(), leftOut);
    if (measured.isEmpty() || advised.isEmpty()) {
      throw new IOException("nothing could be measured: " + Set.copyOf(leftOut.values()));
    }
    RunRecord.JSON.writeValue(json.toFile(), result(measured, advised, calibration));
    print(measured, advised, json);
    leftOut.forEach(
        (cell, why) ->
            System.err.println("bytetrail regret: left out: " + cell.words() + ": " + why));
  }

  private Map<String, Object> result(
      Map<GridCell, Measured> truth, List<Advised> advised, Path calibration) throws IOException {
    Score score = Score.ofAdvice(truth, advised);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("schema", 1);
    result.put("created", Instant.now().toString());
    result.put("quick", quick);
    result.put("host", Host.current());
    result.put("calibrated", ProfileFile.read(calibration).created());
    result.put("regretMedian", score.regretMedian());
    result.put("regretP95", score.regretP95());
    result.put("picksWithin5Percent", score.picksWithin5Percent());
    result.put("gainCoverage", Score.coverage(truth, advised));
    result.put("picks", score.picks());
    result.put("rules", rules(truth));
    result.put("noise", Score.of(truth.values().stream().map(Measured::noise).toList()));
    result.put(
        "leftOut",
        leftOut.entrySet().stream()
            .map(each -> Map.of("cell", each.getKey().words(), "why", each.getValue()))
            .toList());
    result.put(
        "cells", truth.entrySet().stream().map(e -> cell(e.getKey(), e.getValue())).toList());
    result.put("advice", advised.stream().map(each -> pick(each, truth)).toList());
    return result;
  }

  private static Map<String, Score> rules(Map<GridCell, Measured> truth) {
    Map<String, Score> rules = new LinkedHashMap<>();
    rules.put("alwaysSendfile", Score.ofRule(truth, cell -> Contender.SENDFILE));
    rules.put(
        "sendfileBelow10MiBDirectAbove",
        Score.ofRule(
            truth,
            cell -> cell.size() < 10 * MIB ? Contender.SENDFILE : Contender.DIRECT_IO_LARGE));
    return rules;
  }

  private static Map<String, Object> cell(GridCell cell, Measured measured) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cell", cell);
    json.put("best", measured.best());
    Map<Contender, Double> costs = new LinkedHashMap<>();
    measured.samples().keySet().forEach(each -> costs.put(each, measured.cost(each)));
    json.put("cost", costs);
    json.put("samples", measured.samples());
    return json;
  }

  private static Map<String, Object> pick(Advised each, Map<GridCell, Measured> truth) {
    Measured measured = truth.get(each.cell());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cell", each.cell().words());
    json.put("own", each.own());
    json.put("verdict", each.verdict());
    json.put("pick", each.pick());
    json.put("why", each.why());
    json.put("best", measured.best());
    json.put("regret", measured.regret(each.pick()));
    json.put("regretOfOwn", measured.regret(each.own()));
    json.put("predicted", List.of(each.low(), each.high()));
    json.put("realised", measured.cpu(each.own()) - measured.cpu(each.pick()));
    return json;
  }

  private static void print(Map<GridCell, Measured> truth, List<Advised> advised, Path json) {
    System.out.printf(
        Locale.ROOT, "%n%-36s %8s %8s %10s %9s%n", "", "median", "P95", "within 5 %", "coverage");
    row("bytetrail's advice", Score.ofAdvice(truth, advised), Score.coverage(truth, advised));
    Map<String, Score> rules = rules(truth);
    row("always sendfile", rules.get("alwaysSendfile"), Double.NaN);
    row(
        "sendfile below 10 MiB, direct above",
        rules.get("sendfileBelow10MiBDirectAbove"),
        Double.NaN);
    List<Double> own = new ArrayList<>();
    advised.forEach(each -> own.add(truth.get(each.cell()).regret(each.own())));
    row("leave it as it is", Score.of(own), Double.NaN);
    row(
        "knowing half of the measurements",
        Score.of(truth.values().stream().map(Measured::noise).toList()),
        Double.NaN);
    System.out.println(
        "\nRegret: cost of the pick ÷ cost of the best − 1. Coverage: share of savings inside their"
            + " 80 % interval.\n"
            + json);
  }

  private static void row(String name, Score score, double coverage) {
    System.out.printf(
        Locale.ROOT,
        "%-36s %6.1f %% %6.1f %% %8.0f %% %9s%n",
        name,
        100 * score.regretMedian(),
        100 * score.regretP95(),
        100 * score.picksWithin5Percent(),
        Double.isNaN(coverage) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * coverage));
  }
}
