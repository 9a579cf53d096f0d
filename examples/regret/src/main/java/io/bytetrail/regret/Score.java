package io.bytetrail.regret;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How good picks are.
 *
 * @param regretMedian cost of the pick ÷ cost of the best − 1, the median
 * @param regretP95 nineteen in twenty are less
 * @param picksWithin5Percent share of picks that cost at most 5 % more than the best
 * @param picks how many
 */
record Score(double regretMedian, double regretP95, double picksWithin5Percent, int picks) {
  private static final double CLOSE = 0.05;

  static Score of(List<Double> regrets) {
    List<Double> sorted = new ArrayList<>(regrets);
    Collections.sort(sorted);
    return new Score(
        quantile(sorted, 0.5),
        quantile(sorted, 0.95),
        sorted.stream().filter(regret -> regret <= CLOSE).count() / (double) sorted.size(),
        sorted.size());
  }

  /** Of everybody who follows the advice. */
  static Score ofAdvice(Map<GridCell, Measured> truth, List<Advised> advised) {
    return of(advised.stream().map(each -> truth.get(each.cell()).regret(each.pick())).toList());
  }

  /** Of a rule that looks at the cell only. */
  static Score ofRule(Map<GridCell, Measured> truth, Function<GridCell, Contender> rule) {
    return of(
        truth.entrySet().stream()
            .map(each -> each.getValue().regret(rule.apply(each.getKey())))
            .toList());
  }

  /** Share of the savings, in CPU a GiB, that came out inside the interval that was predicted. */
  static double coverage(Map<GridCell, Measured> truth, List<Advised> advised) {
    int inside = 0;
    int all = 0;
    for (Advised each : advised) {
      if (each.isChange()) {
        Measured measured = truth.get(each.cell());
        double saved = measured.cpu(each.own()) - measured.cpu(each.pick());
        inside += saved >= each.low() && saved <= each.high() ? 1 : 0;
        all++;
      }
    }
    return all == 0 ? Double.NaN : (double) inside / all;
  }

  private static double quantile(List<Double> sorted, double q) {
    // The smallest that so many are not above.
    return sorted.get((int) Math.ceil(q * sorted.size()) - 1);
  }
}
