package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What to change first, and what it saves: the routes whose change saves the most CPU time a day.
 *
 * <pre>
 *  Change first:
 *    read-write → sendfile: saves 0.60 CPU s a GiB (0.41 to 0.79), 5,200 s a day
 *        com.acme.Download.send(Download.java:88), files of 1MiB-4MiB
 * </pre>
 */
final class AdviceText {
  private static final int MOST = 3;

  private AdviceText() {}

  static void write(Page page, List<Route> routes) {
    List<Route> changes = new ArrayList<>();
    String unknown = "";
    for (Route route : routes) {
      String verdict = route.advice().verdict();
      if (verdict.equals(Advice.CHANGE)) {
        changes.add(route);
      } else if (verdict.equals(Advice.UNKNOWN) && unknown.isEmpty()) {
        unknown = route.advice().why();
      }
    }
    if (!changes.isEmpty()) {
      changes.sort(Comparator.comparingDouble(AdviceText::savedInAll).reversed());
      page.blank();
      page.line("%s", page.style.bold("Change first:"));
      for (Route route : changes.subList(0, Math.min(MOST, changes.size()))) {
        write(page, route);
      }
      if (changes.size() > MOST) {
        page.line("  … and %s more", Page.count(changes.size() - MOST, "change"));
      }
    } else if (!unknown.isEmpty()) {
      page.blank();
      page.paragraph("No advice: ", unknown);
    }
  }

  private static double savedInAll(Route route) {
    return route.advice().cpuSavedPerGiB() * route.fileBytes();
  }

  private static void write(Page page, Route route) {
    Advice advice = route.advice();
    Advice.Prediction prediction = advice.prediction();
    page.line(
        "  %s → %s: saves %s CPU s a GiB (%s to %s M)%s",
        route.strategy(),
        prediction.compared().isEmpty() ? advice.strategy() : prediction.compared(),
        number(advice.cpuSavedPerGiB()),
        number(advice.interval().get(0)),
        number(advice.interval().get(1)),
        prediction.gibPerDay() > 0
            ? String.format(Locale.ROOT, ", %,.0f s a day", prediction.cpuSavedPerDay())
            : "");
    page.line("      %s, files of %s", route.site(), route.sizeClass());
    for (String line : advice.change().split("\n", -1)) {
      page.line("      %s", page.style.faint(line));
    }
    for (String setting : advice.settings()) {
      page.paragraph("      ", setting);
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
