package io.bytetrail.regret;

import java.util.Optional;

/**
 * What advice said to somebody whose code is one strategy, in one cell.
 *
 * @param verdict {@code keep}, {@code change} or {@code unknown}
 * @param why its reason
 * @param pick the strategy that one has who follows it: one's own unless it is {@code change}
 * @param low lower bound of the CPU seconds saved a GiB; 0 unless it is {@code change}
 * @param high upper bound
 */
record Advised(
    GridCell cell,
    Contender own,
    String verdict,
    String why,
    Contender pick,
    double low,
    double high) {

  static Advised of(
      GridCell cell,
      Contender own,
      String verdict,
      String why,
      String compared,
      double low,
      double high) {
    if (!verdict.equals("change")) {
      return new Advised(cell, own, verdict, why, own, 0, 0);
    }
    Optional<Contender> pick = Contender.ofWords(compared);
    return new Advised(
        cell,
        own,
        verdict,
        why,
        pick.orElseThrow(
            () -> new IllegalStateException("advice for what is not in the grid: " + compared)),
        low,
        high);
  }

  boolean isChange() {
    return verdict.equals("change");
  }
}
