package io.bytetrail.regret;

import io.bytetrail.collector.calibration.CleanUp;
import io.bytetrail.collector.calibration.Corpus;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportJson;
import io.bytetrail.collector.report.Route;
import io.bytetrail.ledger.SizeClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  List<Advised> advise(List<GridCell> grid) throws IOException, InterruptedException {
    List<Advised> all = new ArrayList<>();
    for (Egress egress : Egress.values()) {
      for (Residency residency : Residency.values()) {
        for (int clients : new int[] {1, 8}) {
          List<GridCell> cells =
              grid.stream()
                  .filter(
                      cell ->
                          cell.egress() == egress
                              && cell.residency() == residency
                              && cell.clients() == clients)
                  .toList();
          for (int chunk : new int[] {Contender.CHUNK, Contender.LARGE_CHUNK}) {
            if (!cells.isEmpty()) {
              progress.step(
                  "advice for " + cells.get(0).words() + " and the other sizes, " + chunk);
              all.addAll(advise(cells, residency, egress, chunk));
            }
          }
        }
      }
    }
    return all;
  }

  private List<Advised> advise(List<GridCell> cells, Residency residency, Egress egress, int chunk)
      throws IOException, InterruptedException {
    Path json = options.output().resolve("advice.json");
    Files.deleteIfExists(json);
    List<Contender> here = new ArrayList<>();
    for (Contender each : Contender.values()) {
      if (each.serverChunk() == chunk) {
        here.add(each);
      }
    }
    try (CleanUp cleanUp = new CleanUp()) {
      Sites sites = new Sites(cleanUp, options, files.folder());
      Sites.Site site =
          sites.start(
              residency,
              egress,
              chunk,
              List.of(
                  "-javaagent:" + options.agent(),
                  "-Dbytetrail.probe.wait=20s",
                  "-Dbytetrail.report.text=off",
                  "-Dbytetrail.report.json=" + json,
                  "-Dbytetrail.profile=" + profile));
      try (Clients clients = new Clients(site.server().address(), cells.get(0).clients())) {
        serve(cells, here, site, clients);
      }
      site.server().close();
    }
    return read(json, cells, here);
  }

  private void serve(List<GridCell> cells, List<Contender> here, Sites.Site site, Clients clients)
      throws IOException, InterruptedException {
    site.squeeze();
    for (GridCell cell : cells) {
      int cursor = 0;
      for (Contender each : here) {
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

  private static List<Advised> read(Path json, List<GridCell> cells, List<Contender> here)
      throws IOException {
    Report report;
    try (InputStream in = Files.newInputStream(json)) {
      report = ReportJson.read(in);
    }
    List<Advised> all = new ArrayList<>();
    for (GridCell cell : cells) {
      String sizeClass = SizeClass.ofBytes(cell.size()).label();
      for (Contender own : here) {
        Optional<Route> route =
            report.routes().stream()
                .filter(each -> each.site().startsWith(own.sitePrefix()))
                .filter(each -> each.sizeClass().equals(sizeClass))
                .filter(each -> each.target().equals("socket"))
                .findFirst();
        if (route.isEmpty()) {
          throw new IOException(
              "the report has no route of " + own + " for " + cell.words() + ": " + json);
        }
        Advice advice = route.get().advice();
        all.add(
            Advised.of(
                cell,
                own,
                advice.verdict(),
                advice.why(),
                advice.prediction().compared(),
                advice.interval().get(0),
                advice.interval().get(1)));
      }
    }
    return all;
  }
}
