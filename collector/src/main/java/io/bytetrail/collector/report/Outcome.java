package io.bytetrail.collector.report;

import java.util.List;
import java.util.Objects;

/**
 * What became of advice: a place that moved its bytes another way when it was last advised. Costs
 * are CPU seconds a GiB (2^30 bytes of file); what is saved is positive.
 *
 * <p>All of it is {@link EvidenceKind#MODELLED}: what either way costs follows from the calibration
 * and from what the route was seen to do, before and after.
 *
 * @param from strategy then
 * @param fromSite the place then: its line may have moved since
 * @param jvm version of the JVM then
 * @param advisedMillis when it was last advised, since the epoch
 * @param advised the strategy that was advised; that of {@code from} when none was better
 * @param judgement {@code as predicted}, {@code less than predicted}, {@code more than predicted}
 *     of advice that was followed; {@code better} or {@code unclear} of another change; {@code
 *     worse} of any
 * @param predicted saved by the change, as it was predicted; 0 for a change that was not advised
 * @param predictedInterval its lower and upper bound
 * @param realised saved by the change, from what is seen now
 * @param realisedInterval its lower and upper bound
 * @param costThen of the way then
 * @param costNow of the way now
 */
public record Outcome(
    String from,
    String fromSite,
    String jvm,
    long advisedMillis,
    String advised,
    String judgement,
    double predicted,
    List<Double> predictedInterval,
    double realised,
    List<Double> realisedInterval,
    double costThen,
    double costNow) {
  public static final String WORSE = "worse";

  /** Nothing changed, or nothing was advised before. */
  public static final Outcome NONE =
      new Outcome("", "", "", 0, "", "", 0, List.of(0.0, 0.0), 0, List.of(0.0, 0.0), 0, 0);

  public Outcome {
    from = Objects.requireNonNullElse(from, "");
    fromSite = Objects.requireNonNullElse(fromSite, "");
    jvm = Objects.requireNonNullElse(jvm, "");
    advised = Objects.requireNonNullElse(advised, "");
    judgement = Objects.requireNonNullElse(judgement, "");
    predictedInterval = List.copyOf(Objects.requireNonNullElse(predictedInterval, List.of()));
    realisedInterval = List.copyOf(Objects.requireNonNullElse(realisedInterval, List.of()));
  }

  /** Whether there is anything to tell. */
  public boolean happened() {
    return !judgement.isEmpty();
  }

  /** Whether the change was the one advised. */
  public boolean followed() {
    return judgement.endsWith(" predicted") || predicted != 0;
  }
}
