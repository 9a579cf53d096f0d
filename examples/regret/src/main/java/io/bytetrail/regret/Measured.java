package io.bytetrail.regret;

import io.bytetrail.collector.calibration.Figure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The samples of one cell. Costs are medians over them, in s/GiB. */
final class Measured {
  private final Map<Contender, List<Sample>> samples = new EnumMap<>(Contender.class);

  void add(Contender contender, Sample sample) {
    samples.computeIfAbsent(contender, unused -> new ArrayList<>()).add(sample);
  }

  Map<Contender, List<Sample>> samples() {
    return samples;
  }

  double cost(Contender contender) {
    return median(samples.get(contender).stream().map(Sample::cost).toList());
  }

  double cpu(Contender contender) {
    return median(samples.get(contender).stream().map(Sample::cpu).toList());
  }

  /** The one that measured best. */
  Contender best() {
    return best(0, 1);
  }

  /** Cost of a contender ÷ cost of the best − 1. */
  double regret(Contender pick) {
    return cost(pick) / cost(best()) - 1;
  }

  /**
   * What somebody would regret who knew one half of the samples and is judged by the other: so much
   * of any regret is noise.
   */
  double noise() {
    Contender known = best(0, 2);
    double least = Double.POSITIVE_INFINITY;
    for (Contender each : samples.keySet()) {
      least = Math.min(least, cost(each, 1, 2));
    }
    return cost(known, 1, 2) / least - 1;
  }

  private Contender best(int first, int step) {
    Contender best = null;
    for (Contender each : samples.keySet()) {
      if (best == null || cost(each, first, step) < cost(best, first, step)) {
        best = each;
      }
    }
    return best;
  }

  private double cost(Contender contender, int first, int step) {
    List<Double> some = new ArrayList<>();
    List<Sample> all = samples.get(contender);
    for (int i = first; i < all.size(); i += step) {
      some.add(all.get(i).cost());
    }
    return median(some);
  }

  private static double median(List<Double> values) {
    return Figure.of(values).median();
  }
}
