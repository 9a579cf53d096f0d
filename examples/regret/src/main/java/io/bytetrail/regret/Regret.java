package io.bytetrail.regret;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Option(names = "--quick", description = "a small grid over loopback, in about four minutes")
  private boolean quick;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "a calibration to take (default: one is made first)")
  private Path profile;

  /** Runs it. */
  public static void main(String[] arguments) {
    CommandLine line =
        new CommandLine(new Regret())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  System.err.println("bytetrail regret: " + failure.getMessage());
                  return 1;
                });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RegretOptions options =
        new RegretOptions(
            quick,
            Path.of(System.getProperty("regret.agent")),
            Path.of(System.getProperty("regret.server")),
            Files.createDirectories(Path.of(System.getProperty("regret.output"))),
            profile);
    List<GridCell> grid = GridCell.grid(quick);
    long runs =
        grid.stream().map(c -> "" + c.egress() + c.residency() + c.clients()).distinct().count();
    Progress progress = new Progress((int) (grid.size() + 2 * runs + 1));
    progress.step("calibrating");
    Path calibration = profile != null ? profile : calibrate(options);
    try (CleanUp cleanUp = new CleanUp()) {
      GridFiles files = cleanUp.add(new GridFiles(options.output()));
      progress.say("making files");
      files.make(grid);
      Map<GridCell, Measured> truth = new Grid(options, files, progress).measure(grid);
      List<Advised> advised = new AdviceRuns(options, files, calibration, progress).advise(grid);
      Map<String, Object> result = result(truth, advised, calibration);
      Path json = options.output().resolve("regret.json");
      JSON.writeValue(json.toFile(), result);
      print(truth, advised, json);
    }
    return 0;
  }

  private static Path calibrate(RegretOptions options) throws IOException, InterruptedException {
    Path file = options.output().resolve("profile.json");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                options.agent().toString(),
                "calibrate",
                "--profile=" + file));
    if (options.quick()) {
      command.add("--quick");
    }
    command.add(options.output().toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("the calibration failed");
    }
    return file;
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
