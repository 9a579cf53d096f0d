package io.bytetrail.regret;

import io.bytetrail.collector.calibration.CleanUp;
import io.bytetrail.collector.calibration.Corpus;
import io.bytetrail.collector.calibration.Residency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes advice: each strategy serves files of each size as somebody's code would, with the agent
 * attached, and the report says what to do.
 */
final class AdviceRuns {
  private static final long ENOUGH_BYTES = 320L << 20;
  private static final int FEWEST = 4;
  private static final int MOST = 64;

  private final RegretOptions options;
  private final GridFiles files;
  private final Path profile;
  private final Progress progress;

  AdviceRuns(RegretOptions options, GridFiles files, Path profile, Progress progress) {
    this.options = options;
    this.files = files;
    this.profile = profile;
    this.progress = progress;
  }

  /**
   * Has every server report on cells.
   *
   * @param record where the reports are kept
   * @param leftOut gets the cells of which there is none, and why
   */
  void run(Collection<GridCell> measured, RunRecord record, Map<GridCell, String> leftOut)
      throws InterruptedException {
    Map<String, List<GridCell>> servers = new LinkedHashMap<>();
    for (GridCell cell : measured) {
      servers.computeIfAbsent(cell.server(), unused -> new ArrayList<>()).add(cell);
    }
    for (List<GridCell> cells : servers.values()) {
      for (int chunk : new int[] {Contender.CHUNK, Contender.LARGE_CHUNK}) {
        GridCell first = cells.get(0);
        progress.step("advice for " + first.words() + " and the other sizes, " + chunk);
        try {
          run(cells, chunk, record.report(first, chunk));
        } catch (IOException e) {
          progress.say("left out: " + e);
          cells.forEach(cell -> leftOut.put(cell, "no report by buffers of " + chunk + ": " + e));
        }
      }
    }
  }

  private void run(List<GridCell> cells, int chunk, Path json)
      throws IOException, InterruptedException {
    Files.createDirectories(json.getParent());
    Files.deleteIfExists(json);
    GridCell first = cells.get(0);
    try (CleanUp cleanUp = new CleanUp()) {
      Sites sites = new Sites(cleanUp, options, files.folder());
      Sites.Site site =
          sites.start(
              first.residency(),
              first.egress(),
              chunk,
              List.of(
                  "-javaagent:" + options.agent(),
                  "-Dbytetrail.probe.wait=20s",
                  "-Dbytetrail.advice.book=off",
                  "-Dbytetrail.report.text=off",
                  "-Dbytetrail.report.json=" + json,
                  "-Dbytetrail.profile=" + profile));
      try (Clients clients = new Clients(site.server().address(), first.clients())) {
        serve(cells, Contender.of(chunk), site, clients);
      }
      site.server().close();
    }
    if (!Files.exists(json)) {
      throw new IOException("the server wrote no report: " + json);
    }
  }

  private void serve(List<GridCell> cells, List<Contender> here, Sites.Site site, Clients clients)
      throws IOException, InterruptedException {
    for (GridCell cell : cells) {
      int cursor = 0;
      for (Contender each : here) {
        site.squeeze();
        int wanted = (int) Math.max(FEWEST, Math.min(MOST, ENOUGH_BYTES / cell.size()));
        for (int done = 0; done < wanted; ) {
          int count = wanted - done;
          if (cell.residency() == Residency.COLD) {
            count = Math.min(count, GridFiles.count(Residency.COLD, cell.size()));
            files.prepare(cell, count);
          }
          List<String> paths = new ArrayList<>();
          for (int number : files.numbers(cell, cursor, count)) {
            paths.add("/" + each.path() + "/" + Corpus.name(cell.size(), number));
          }
          clients.fetch(cell.clients(), paths);
          done += count;
          cursor += cell.residency() == Residency.PRESSURE ? count : 0;
        }
      }
    }
  }
}
