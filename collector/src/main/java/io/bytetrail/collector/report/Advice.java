package io.bytetrail.collector.report;

import java.util.List;

/**
 * What to do about a route. Immutable.
 *
 * <p>Costs are seconds for each GiB (2^30 bytes) the application took from files; a day is 86,400
 * seconds at the rate of this report. What is saved is positive, what would be lost negative. All
 * of it is {@link EvidenceKind#MODELLED}: predicted from a calibration of this host and from what
 * the route was seen to do.
 *
 * @param verdict {@code keep}, {@code change} or {@code unknown}
 * @param strategy the best strategy known for this route; the present one when the verdict is not
 *     {@code change}
 * @param why one sentence with the figures the verdict rests on
 * @param cpuSavedPerGiB CPU seconds saved for each GiB moved; 0 unless the verdict is {@code
 *     change}
 * @param interval lower and upper bound of {@code cpuSavedPerGiB}, at {@link Prediction#confidence}
 * @param change how to do it in Java: lines of code before and after, divided by {@code \n}; empty
 *     unless the verdict is {@code change}
 * @param settings how to do it in frameworks, an instruction each: {@code Tomcat: sendfileSize=…};
 *     empty unless the verdict is {@code change}
 * @param prediction the figures behind the verdict; {@link Prediction#NONE} when nothing could be
 *     predicted
 * @param constraints why a strategy was out of the question here, a sentence each, its name first:
 *     {@code sendfile: the bytes are encrypted between read and write}
 * @param transfersNeeded how many more transfers have to be seen for a verdict; 0 unless the
 *     verdict is {@code unknown} for want of them
 * @param basis what the verdict rests on, a sentence each: the calibration, its error, the facts of
 *     the route
 */
public record Advice(
    String verdict,
    String strategy,
    String why,
    double cpuSavedPerGiB,
    List<Double> interval,
    String change,
    List<String> settings,
    Prediction prediction,
    List<String> constraints,
    long transfersNeeded,
    List<String> basis) {
  public static final String KEEP = "keep";
  public static final String CHANGE = "change";
  public static final String UNKNOWN = "unknown";

  private static final List<Double> NOTHING = List.of(0.0, 0.0);

  public Advice {
    // Reports of an older build have none of these.
    settings = settings == null ? List.of() : List.copyOf(settings);
    prediction = prediction == null ? Prediction.NONE : prediction;
    constraints = constraints == null ? List.of() : List.copyOf(constraints);
    basis = basis == null ? List.of() : List.copyOf(basis);
  }

  /**
   * What the present strategy and the best one cost, and the difference.
   *
   * <p>With the verdict {@code keep} the best is the best other one, so that a reader sees what is
   * not worth changing.
   *
   * @param compared the strategy that the present one is compared with; empty when there is none
   * @param cpuPerGiB CPU seconds a GiB of the present strategy
   * @param comparedCpuPerGiB CPU seconds a GiB of {@code compared}
   * @param cpuSavedPerGiB the difference of the two
   * @param interval its lower and upper bound
   * @param wallSavedPerGiB seconds that a transfer of a GiB becomes shorter
   * @param wallInterval its lower and upper bound
   * @param gibPerDay GiB a day that the route moves at the rate of this report; 0 when the time
   *     counted is not known
   * @param cpuSavedPerDay CPU seconds saved a day
   * @param dayInterval its lower and upper bound
   * @param wallSavedPerDay seconds of transfers saved a day, all threads together
   * @param confidence share of true values expected inside the intervals, 0 to 1
   */
  public record Prediction(
      String compared,
      double cpuPerGiB,
      double comparedCpuPerGiB,
      double cpuSavedPerGiB,
      List<Double> interval,
      double wallSavedPerGiB,
      List<Double> wallInterval,
      double gibPerDay,
      double cpuSavedPerDay,
      List<Double> dayInterval,
      double wallSavedPerDay,
      double confidence) {
    public static final Prediction NONE =
        new Prediction("", 0, 0, 0, NOTHING, 0, NOTHING, 0, 0, NOTHING, 0, 0);
  }

  /** No verdict. */
  public static Advice unknown(String strategy, String why) {
    return unknown(strategy, why, 0);
  }

  /**
   * No verdict for want of transfers.
   *
   * @param transfersNeeded how many more have to be seen
   */
  public static Advice unknown(String strategy, String why, long transfersNeeded) {
    return new Advice(
        UNKNOWN,
        strategy,
        why,
        0,
        NOTHING,
        "",
        List.of(),
        Prediction.NONE,
        List.of(),
        transfersNeeded,
        List.of());
  }

  /** Leave it as it is, whatever this host is like. */
  public static Advice keep(String strategy, String why) {
    return keep(strategy, why, Prediction.NONE, List.of(), List.of());
  }

  /** Leave it as it is: nothing else is better by enough. */
  public static Advice keep(
      String strategy,
      String why,
      Prediction prediction,
      List<String> constraints,
      List<String> basis) {
    return new Advice(
        KEEP, strategy, why, 0, NOTHING, "", List.of(), prediction, constraints, 0, basis);
  }
}
