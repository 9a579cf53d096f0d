package io.bytetrail.collector.outcome;

import io.bytetrail.collector.report.Outcome;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Holds a service's routes against what was advised in earlier runs. Not thread-safe.
 *
 * <p>A route is known again by its method, size class and target, since lines move; with several
 * candidates the one at the very line is preferred, then the newest. It has changed when its
 * strategy or its operations have.
 */
public final class Outcomes {
  private final Path directory;
  private AdviceBook book;
  private List<Entry> earlier;
  private String trouble = "";

  /**
   * Outcomes of what is kept in a directory.
   *
   * @param directory where books are, or {@code off} or empty for none
   */
  public Outcomes(String directory) {
    this.directory = directory.isEmpty() || directory.equals("off") ? null : Path.of(directory);
  }

  /** Where books are kept unless somebody says otherwise; empty where there is no such place. */
  public static String defaultDirectory() {
    String state = System.getenv("XDG_STATE_HOME");
    if (state != null && state.startsWith("/")) {
      return state + "/bytetrail/advice";
    }
    if ("root".equals(System.getProperty("user.name"))) {
      return "/var/lib/bytetrail/advice";
    }
    String home = System.getProperty("user.home", "");
    return home.isEmpty() || home.equals("?") ? "" : home + "/.local/state/bytetrail/advice";
  }

  /**
   * The report with what became of earlier advice. The book is read once: what this run, or another
   * that runs beside it, is advised meanwhile is not earlier.
   */
  public Report judge(Report report) {
    if (directory == null) {
      return report;
    }
    if (earlier == null) {
      open(report.service());
    }
    if (!trouble.isEmpty()) {
      return report.with(report.evidence().plusMissing(trouble));
    }
    if (earlier.isEmpty()) {
      return report;
    }
    List<Entry> present = entries(report, 0);
    List<Route> routes = new ArrayList<>(report.routes().size());
    for (Route route : report.routes()) {
      Entry now = Entry.of(route, report.jvm(), 0);
      routes.add(now == null ? route : route.withOutcome(outcome(now, present)));
    }
    return report.withRoutes(routes);
  }

  private void open(String service) {
    book = new AdviceBook(directory, service);
    earlier = List.of();
    try {
      earlier = book.read();
    } catch (IOException e) {
      trouble = "earlier advice is not known: " + e.getMessage();
    }
  }

  /**
   * Keeps what is advised now; nothing is written when nothing is.
   *
   * @throws IOException when that cannot be written
   */
  public void keep(Report report, long nowMillis) throws IOException {
    if (directory == null) {
      return;
    }
    List<Entry> fresh = entries(report, nowMillis);
    if (!fresh.isEmpty()) {
      new AdviceBook(directory, report.service()).add(fresh);
    }
  }

  private static List<Entry> entries(Report report, long millis) {
    return report.routes().stream()
        .map(route -> Entry.of(route, report.jvm(), millis))
        .filter(Objects::nonNull)
        .toList();
  }

  private Outcome outcome(Entry now, List<Entry> present) {
    List<Entry> place = earlier.stream().filter(now::isSamePlace).toList();
    Optional<Entry> same = place.stream().filter(now::isSameWay).findFirst();
    return place.stream()
        .filter(then -> !then.isSameWay(now))
        .filter(then -> same.isEmpty() || !same.get().isBeside(then))
        // What is still done in this method, at another line, has not been changed.
        .filter(then -> present.stream().noneMatch(p -> p.isSamePlace(then) && p.isSameWay(then)))
        .max(
            Comparator.comparing((Entry then) -> then.site().equals(now.site()))
                .thenComparingLong(Entry::millis))
        .map(then -> outcome(then, now))
        .orElse(Outcome.NONE);
  }

  /** Both costs as intervals: the difference has the root of the sum of their squares. */
  private static Outcome outcome(Entry then, Entry now) {
    double realised = then.cost() - now.cost();
    double width = Math.hypot(then.error() * then.cost(), now.error() * now.cost());
    List<Double> interval = List.of(realised - width, realised + width);
    boolean followed = then.saved() != 0 && then.advised().equals(now.strategy());
    return new Outcome(
        then.strategy(),
        then.site(),
        then.jvm(),
        then.millis(),
        then.advised(),
        judgement(followed, then.interval(), interval),
        followed ? then.saved() : 0,
        followed ? then.interval() : List.of(0.0, 0.0),
        realised,
        interval,
        then.cost(),
        now.cost());
  }

  private static String judgement(boolean followed, List<Double> predicted, List<Double> realised) {
    if (realised.get(1) < 0) {
      return Outcome.WORSE;
    }
    if (!followed) {
      return realised.get(0) > 0 ? "better" : "unclear";
    }
    if (realised.get(1) < predicted.get(0)) {
      return "less than predicted";
    }
    return realised.get(0) > predicted.get(1) ? "more than predicted" : "as predicted";
  }
}
