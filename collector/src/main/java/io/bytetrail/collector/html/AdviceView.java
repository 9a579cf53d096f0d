package io.bytetrail.collector.html;

import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Advice.Prediction;
import io.bytetrail.collector.report.Outcome;
import io.bytetrail.collector.report.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a route's card says of its advice. */
record AdviceView(Advice advice, String title, List<Gain> gains) {
  /** A figure that was predicted, with its interval; that may be empty. */
  record Gain(String label, String value, String interval) {}

  /** Whether it says anything but that the host is not calibrated, which the headline says. */
  static boolean isTold(Advice advice) {
    return !advice.verdict().equals(Advice.UNKNOWN)
        || advice.transfersNeeded() > 0
        || !advice.basis().isEmpty();
  }

  static AdviceView of(Advice advice) {
    String title =
        switch (advice.verdict()) {
          case Advice.CHANGE -> "to " + advice.strategy();
          case Advice.KEEP -> advice.strategy();
          default -> "not judged";
        };
    return new AdviceView(advice, title, gains(advice.prediction()));
  }

  /** Predicted and realised, side by side. */
  static List<Gain> gains(Outcome outcome) {
    List<Gain> gains = new ArrayList<>();
    if (outcome.followed()) {
      gains.add(
          new Gain(
              "predicted saving a GiB",
              Units.seconds(outcome.predicted()),
              Headline.interval(outcome.predictedInterval())));
    }
    gains.add(
        new Gain(
            "realised saving a GiB",
            Units.seconds(outcome.realised()),
            Headline.interval(outcome.realisedInterval())));
    gains.add(new Gain("CPU a GiB then", Units.seconds(outcome.costThen()), ""));
    gains.add(new Gain("CPU a GiB now", Units.seconds(outcome.costNow()), ""));
    return gains;
  }

  private static List<Gain> gains(Prediction predicted) {
    if (predicted.equals(Prediction.NONE)) {
      return List.of();
    }
    List<Gain> gains = new ArrayList<>();
    gains.add(new Gain("CPU a GiB now", Units.seconds(predicted.cpuPerGiB()), ""));
    if (!predicted.compared().isEmpty()) {
      gains.add(
          new Gain(
              "with " + predicted.compared(), Units.seconds(predicted.comparedCpuPerGiB()), ""));
      gains.add(
          new Gain(
              "CPU saved a GiB",
              Units.seconds(predicted.cpuSavedPerGiB()),
              String.format(
                  Locale.ROOT,
                  "%s, %.0f %%",
                  Headline.interval(predicted.interval()),
                  100 * predicted.confidence())));
      gains.add(
          new Gain(
              "time saved a GiB",
              Units.seconds(predicted.wallSavedPerGiB()),
              Headline.interval(predicted.wallInterval())));
      if (predicted.gibPerDay() > 0) {
        gains.add(
            new Gain(
                "CPU saved a day",
                Units.seconds(predicted.cpuSavedPerDay()),
                Headline.interval(predicted.dayInterval())));
      }
    }
    return gains;
  }
}
