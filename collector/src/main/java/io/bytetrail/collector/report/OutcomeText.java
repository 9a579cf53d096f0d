package io.bytetrail.collector.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What became of earlier advice, in a line.
 *
 * <pre>
 *     read-write → sendfile, advised 2026-11-24: predicted 420 ms (310 ms … 550 ms) of CPU a GiB saved,
 *     realised 390 ms (280 ms … 500 ms): as predicted
 * </pre>
 */
public final class OutcomeText {
  private OutcomeText() {}

  /** The line; empty when nothing happened. */
  public static String of(Route route) {
    Outcome outcome = route.outcome();
    if (!outcome.happened()) {
      return "";
    }
    return change(route)
        + (outcome.followed()
            ? "predicted "
                + Units.seconds(outcome.predicted())
                + interval(outcome.predictedInterval())
                + " of CPU a GiB saved, realised "
            : "of CPU a GiB saved: ")
        + Units.seconds(outcome.realised())
        + interval(outcome.realisedInterval())
        + " M: "
        + judgement(outcome);
  }

  /** {@code read-write → sendfile, as advised 2026-11-24: }. */
  private static String change(Route route) {
    Outcome outcome = route.outcome();
    return outcome.from()
        + " → "
        + route.strategy()
        + (outcome.followed() ? ", as advised " : ", not what was advised ")
        + date(outcome)
        + (outcome.followed() ? ": " : " (" + outcome.advised() + "): ");
  }

  /** The day of the advice, in UTC. */
  public static String date(Outcome outcome) {
    return Instant.ofEpochMilli(outcome.advisedMillis())
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .toString();
  }

  /** In words; a change for the worse is a warning. */
  public static String judgement(Outcome outcome) {
    return outcome.judgement().equals(Outcome.WORSE)
        ? "WORSE than before, at "
            + Units.seconds(outcome.costNow())
            + " instead of "
            + Units.seconds(outcome.costThen())
        : outcome.judgement();
  }

  private static String interval(List<Double> bounds) {
    return bounds.size() == 2
        ? " (" + Units.seconds(bounds.get(0)) + " … " + Units.seconds(bounds.get(1)) + ")"
        : "";
  }
}
