package io.bytetrail.regret;

import io.bytetrail.collector.advice.Adviser;
import io.bytetrail.collector.calibration.Profiles;
import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import io.bytetrail.ledger.SizeClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds in the servers' reports what each strategy was advised in each cell. */
final class AdviceReading {
  private final RunRecord record;
  private final Optional<Adviser> adviser;

  /**
   * Of the reports that a run has kept.
   *
   * @param anew the calibration by which advice is given anew from the facts in a report; empty to
   *     take what it says
   */
  AdviceReading(RunRecord record, Optional<Path> anew) {
    this.record = record;
    adviser = anew.map(profile -> new Adviser(Profiles.load(profile.toString())));
  }

  /** Advice for each cell and strategy; what has none is added to those left out. */
  List<Advised> of(Collection<GridCell> cells, Map<GridCell, String> leftOut) throws IOException {
    List<Advised> all = new ArrayList<>();
    for (GridCell cell : cells) {
      for (int chunk : new int[] {Contender.CHUNK, Contender.LARGE_CHUNK}) {
        Report report = record.readReport(cell, chunk);
        if (report == null) {
          continue;
        }
        if (!report.evidence().rung().equals("kernel")) {
          leftOut.put(cell, "no kernel counts: " + report.evidence().missing());
          continue;
        }
        List<Route> routes = advised(report);
        for (Contender own : Contender.of(chunk)) {
          find(routes, own, cell)
              .ifPresentOrElse(
                  route -> all.add(advised(cell, own, route.advice())),
                  () -> leftOut.put(cell, "the report has no route of " + own));
        }
      }
    }
    return all;
  }

  private List<Route> advised(Report report) {
    int feature = Runtime.Version.parse(report.jvm()).feature();
    return adviser
        .map(a -> a.advise(report.routes(), report.evictions(), feature, report.durationNanos()))
        .orElse(report.routes());
  }

  private static Optional<Route> find(List<Route> routes, Contender own, GridCell cell) {
    String sizeClass = SizeClass.ofBytes(cell.size()).label();
    return routes.stream()
        .filter(each -> each.site().startsWith(own.sitePrefix()))
        .filter(each -> each.sizeClass().equals(sizeClass))
        .filter(each -> each.target().equals("socket"))
        .findFirst();
  }

  private static Advised advised(GridCell cell, Contender own, Advice advice) {
    return Advised.of(
        cell,
        own,
        advice.verdict(),
        advice.why(),
        advice.prediction().compared(),
        advice.interval().get(0),
        advice.interval().get(1));
  }
}
