package io.bytetrail.collector.html;

import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Units;
import java.util.Comparator;
import java.util.List;

/**
 * What to change first, and what it saves; or why nothing is to be changed.
 *
 * @param verdict of the page as a whole: one of {@link Advice}'s
 * @param title a sentence
 * @param text what else there is to say
 * @param changes what to change, the greatest gain first
 * @param outcomes routes that were changed since they were advised
 */
record Headline(
    String verdict, String title, String text, List<Change> changes, List<RouteView> outcomes) {
  private static final int MOST_CHANGES = 3;

  /**
   * A change.
   *
   * @param card number of the route's card
   * @param site short
   * @param from strategy now
   * @param to strategy advised
   * @param sizes of which files
   * @param saved CPU time for each GiB
   * @param interval of that
   * @param aDay CPU time a day at this report's rate; empty when that is not known
   */
  record Change(
      int card,
      String site,
      String from,
      String to,
      String sizes,
      String saved,
      String interval,
      String aDay) {}

  static Headline of(List<RouteView> routes) {
    List<RouteView> outcomes =
        routes.stream().filter(view -> view.route().outcome().happened()).toList();
    List<Change> changes =
        routes.stream()
            .filter(route -> route.route().advice().verdict().equals(Advice.CHANGE))
            .sorted(Comparator.comparingDouble(Headline::gain).reversed())
            .map(Headline::change)
            .toList();
    if (!changes.isEmpty()) {
      Change first = changes.get(0);
      return new Headline(
          Advice.CHANGE,
          "Change " + first.site() + " first: " + first.from() + " to " + first.to(),
          "Predicted from this host's calibration and from what the routes were seen to do.",
          changes.subList(0, Math.min(changes.size(), MOST_CHANGES)),
          outcomes);
    }
    List<RouteView> unknown =
        routes.stream()
            .filter(route -> route.route().advice().verdict().equals(Advice.UNKNOWN))
            .toList();
    if (routes.isEmpty()) {
      return new Headline(
          Advice.KEEP,
          "No file has been read or written",
          "Nothing has gone through the JDK's file operations since counting began.",
          List.of(),
          outcomes);
    }
    if (unknown.isEmpty()) {
      return new Headline(
          Advice.KEEP,
          "Leave it as it is",
          "No other strategy is better here by enough to be worth a change.",
          List.of(),
          outcomes);
    }
    return new Headline(
        Advice.UNKNOWN,
        unknown.size() == routes.size()
            ? "What was moved, and by whom; no advice yet"
            : "No change is advised; " + unknown.size() + " of " + routes.size() + " not judged",
        sentence(unknown.get(0).route().advice().why()),
        List.of(),
        outcomes);
  }

  private static Change change(RouteView view) {
    Advice advice = view.route().advice();
    double aDay = advice.prediction().cpuSavedPerDay();
    return new Change(
        view.number(),
        view.name(),
        view.route().strategy(),
        advice.strategy(),
        view.size(),
        Units.seconds(advice.cpuSavedPerGiB()),
        interval(advice.interval()),
        aDay > 0 ? Units.seconds(aDay) : "");
  }

  /** {@code 310 ms … 550 ms}. */
  static String interval(List<Double> bounds) {
    return bounds.size() < 2
        ? ""
        : Units.seconds(bounds.get(0)) + " … " + Units.seconds(bounds.get(1));
  }

  /** A day's gain; where the rate is not known, that of what was moved in all. */
  private static double gain(RouteView view) {
    Advice advice = view.route().advice();
    double aDay = advice.prediction().cpuSavedPerDay();
    return aDay != 0 ? aDay : advice.cpuSavedPerGiB() * view.route().fileBytes();
  }

  private static String sentence(String text) {
    return text.isEmpty()
        ? ""
        : Character.toUpperCase(text.charAt(0))
            + text.substring(1)
            + (text.endsWith(".") ? "" : ".");
  }
}
