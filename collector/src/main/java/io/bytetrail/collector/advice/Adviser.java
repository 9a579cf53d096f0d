package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Profiles;
import io.bytetrail.collector.cost.CostModel;
import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Advice.Prediction;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.Lineage;
import io.bytetrail.collector.report.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says what to do about each route of a service.
 *
 * <p>Which strategy is cheapest depends on the host: zero-copy has been measured to be the dearer
 * one for some sizes. So a verdict needs a calibration of this host, and without one is only given
 * where none could change it.
 *
 * <p>A change is advised when the saving is worth having: at least {@value #WORTH} of the present
 * cost, since two runs of the same service differ by about as much, and more than nothing in four
 * of five cases. Costs are those of {@link io.bytetrail.collector.calibration.CellCost#cost}. Not
 * thread-safe.
 */
public final class Adviser {
  /** Share of the present cost that a change must save. */
  static final double WORTH = 0.05;

  /** Below this, a write may well be of other bytes than were read. */
  private static final double LEAST_CONFIDENCE = 0.9;

  private static final double GIB = 1L << 30;
  private static final double DAY_NANOS = 86_400e9;

  private final Profiles profiles;
  private final Map<Profile, CostModel> models = new HashMap<>();

  public Adviser(Profiles profiles) {
    this.profiles = profiles;
  }

  /**
   * The routes with advice for each.
   *
   * @param evictions who took the page cache from whom
   * @param javaFeature feature version of the service's JVM
   * @param durationNanos what the counts are of; 0 when that is not known
   */
  public List<Route> advise(
      List<Route> routes, List<Eviction> evictions, int javaFeature, long durationNanos) {
    List<Route> advised = new ArrayList<>(routes.size());
    for (Route route : routes) {
      advised.add(route.withAdvice(advise(route, routes, evictions, javaFeature, durationNanos)));
    }
    return advised;
  }

  private Advice advise(
      Route route, List<Route> all, List<Eviction> evictions, int javaFeature, long durationNanos) {
    String now = route.strategy();
    if (route.filesystem().isEmpty() && route.fileBytes() == 0) {
      return Advice.keep(now, "no file is involved: there is no copy path to choose");
    }
    if (now.equals("write") || now.equals("mmap")) {
      return Advice.keep(
          now, "the bytes are the application's own: there is no copy path to choose");
    }
    if (now.equals("read") && SmallReads.areLargeEnough(route)) {
      return Advice.keep(
          now, "the application wants the bytes itself, and reads enough of them with a call");
    }
    Lineage lineage = route.lineage();
    if (!lineage.transformed().isEmpty()) {
      return Advice.keep(
          now,
          "the bytes are changed between read and write ("
              + lineage.transformed()
              + "), so every byte has to pass through the application");
    }
    if (lineage.confidence() < LEAST_CONFIDENCE) {
      return Advice.unknown(now, "that what is written is what was read is not certain enough");
    }
    long needed = Evidence.transfersNeeded(route);
    if (needed > 0) {
      return Advice.unknown(
          now, "too few transfers to judge: " + needed + " more are needed", needed);
    }
    Profiles.Choice choice = profiles.choose(route.filesystem(), route.device(), javaFeature);
    if (choice.profile().isEmpty()) {
      return Advice.unknown(now, choice.reason() + ": run `bytetrail calibrate` on its filesystem");
    }
    CostModel model = models.computeIfAbsent(choice.profile().get(), CostModel::new);
    return now.equals("read")
        ? SmallReads.advise(route, model, durationNanos)
        : compare(route, all, pollution(route, evictions), model, durationNanos);
  }

  private static Advice compare(
      Route route, List<Route> all, double pollution, CostModel model, long durationNanos) {
    String now = route.strategy();
    Optional<RouteFacts> facts = RouteFacts.of(route);
    if (facts.isEmpty()) {
      return now.equals("sendfile-copied")
          ? Advice.keep(
              now, "zero-copy was asked for and not obtained: " + route.lineage().zeroCopyRefused())
          : Advice.unknown(now, "how it moves its bytes is not known well enough");
    }
    Constraints constraints =
        new Constraints(route, model.profile(), facts.get(), growsFiles(all, route));
    Prospects prospects = new Prospects(model, facts.get(), pollution);
    Optional<Prospect> present = prospects.present();
    Optional<Prospect> best = prospects.best(constraints.open());
    if (present.isEmpty() || best.isEmpty()) {
      return Advice.unknown(now, "the calibration has no figures for it: calibrate again");
    }
    Prediction prediction = prediction(route, present.get(), best.get(), durationNanos);
    List<String> basis = Evidence.basis(route, facts.get(), pollution, model.profile());
    boolean worth =
        best.get().saved() >= WORTH * present.get().cost()
            && best.get().low() > 0
            && !Change.isSame(facts.get().way(), best.get().way());
    if (!worth) {
      return Advice.keep(
          now, keepReason(present.get(), best.get()), prediction, constraints.reasons(), basis);
    }
    return new Advice(
        Advice.CHANGE,
        best.get().way().strategy(),
        changeReason(present.get(), best.get(), facts.get()),
        best.get().cpuSaved(),
        prediction.interval(),
        Change.code(route, facts.get().way(), best.get().way()),
        FrameworkSettings.of(route, best.get().way()),
        prediction,
        constraints.reasons(),
        0,
        basis);
  }

  /** Bytes that others had to read again because of this route, for each byte that it read. */
  private static double pollution(Route route, List<Eviction> evictions) {
    long again =
        evictions.stream()
            .filter(each -> each.isAmongOthers() && each.evictor().is(route))
            .mapToLong(Eviction::refaultedBytes)
            .sum();
    return route.fileBytes() == 0 ? 0 : (double) again / route.fileBytes();
  }

  /** Whether the service writes files beside those that it reads. */
  private static boolean growsFiles(List<Route> all, Route route) {
    String site = className(route.site());
    return all.stream()
        .anyMatch(
            other -> other.sizeClass().equals("growing") && className(other.site()).equals(site));
  }

  private static String className(String site) {
    int bracket = site.indexOf('(');
    String method = bracket < 0 ? site : site.substring(0, bracket);
    return method.substring(0, Math.max(0, method.lastIndexOf('.')));
  }

  private static Prediction prediction(
      Route route, Prospect present, Prospect best, long durationNanos) {
    double gibPerDay =
        durationNanos <= 0 ? 0 : route.fileBytes() / GIB * (DAY_NANOS / durationNanos);
    List<Double> interval = best.cpuInterval();
    return new Prediction(
        best.way().words(),
        present.cpu(),
        best.cpu(),
        best.cpuSaved(),
        interval,
        best.wallSaved(),
        best.wallInterval(),
        gibPerDay,
        gibPerDay * best.cpuSaved(),
        List.of(gibPerDay * interval.get(0), gibPerDay * interval.get(1)),
        gibPerDay * best.wallSaved(),
        Prospect.CONFIDENCE);
  }

  private static String keepReason(Prospect present, Prospect best) {
    if (best.way().equals(present.way()) || best.saved() <= 0) {
      return format("nothing calibrated here is cheaper: it costs %.3f s a GiB", present.cost());
    }
    return format(
        "%s would cost %.3f s a GiB instead of %.3f: %.3f ± %.3f less, no gain worth having"
            + " (under %.0f %%, or not certain)",
        best.way().words(), best.cost(), present.cost(), best.saved(), best.half(), 100 * WORTH);
  }

  private static String changeReason(Prospect present, Prospect best, RouteFacts facts) {
    return format(
        "%s costs %.3f s a GiB here, %s %.3f: %.0f %% less (%.3f ± %.3f) at %s a transfer",
        best.way().words(),
        best.cost(),
        facts.way().words(),
        present.cost(),
        100 * best.saved() / present.cost(),
        best.saved(),
        best.half(),
        Evidence.size(facts.size()));
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
