package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.CellCost;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Profile.ModelError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the model is off where it is not told the answer. A situation (size, residency, clients,
 * egress) is left out whole, every way of it, and predicted from the others; those at either end of
 * the sizes are not, for nobody asks for what is beyond.
 *
 * <p>The error of a cell is |predicted ÷ measured − 1|. The model's intervals are widened by what
 * it takes for four in five of all differences between two ways of a situation to be inside:
 *
 * <pre>
 *   z = |measured difference − predicted one| ÷ predicted standard deviation
 *   widening = the ⌈0.8 (n + 1)⌉th smallest of n such z ÷ 1.2816
 * </pre>
 *
 * which makes them 80 % intervals whatever the errors' distribution is (V. Vovk, A. Gammerman, G.
 * Shafer, <i>Algorithmic Learning in a Random World</i>, 2005).
 */
public final class CrossValidation {
  /** Share of values that intervals are to hold. */
  static final double CONFIDENCE = 0.8;

  /** Standard deviations of a normal distribution to either side that hold them. */
  public static final double WIDTH = 1.2816;

  private CrossValidation() {}

  /** The profile with a model that fits, and its error. */
  public static Profile validated(Profile profile) {
    Profile fitted = profile.with(KernelFit.of(profile), ModelError.UNKNOWN);
    return fitted.with(fitted.fit(), of(fitted));
  }

  private static ModelError of(Profile profile) {
    HopSum hops = new HopSum(profile);
    Measurements measured = Measurements.of(profile, false, CellCost::cpu);
    Kriging kriging = measured.kriging(hops, KernelFit.read(profile.fit().cpu()));
    List<Double> predicted = new ArrayList<>();
    List<Double> summed = new ArrayList<>();
    List<Double> differences = new ArrayList<>();
    for (List<Integer> situation : situations(measured.cells())) {
      int[] places = situation.stream().mapToInt(Integer::intValue).toArray();
      Kriging.LeftOut left = kriging.leftOut(places);
      double[] values = new double[places.length];
      for (int i = 0; i < places.length; i++) {
        double truth = measured.value(places[i]);
        values[i] = truth / Math.exp(left.error(i));
        predicted.add(Math.abs(values[i] / truth - 1));
        summed.add(Math.abs(hops.cpu(measured.cells().get(places[i])) / truth - 1));
      }
      differences(left, values, differences);
    }
    if (predicted.isEmpty() || differences.isEmpty()) {
      return ModelError.UNKNOWN;
    }
    return new ModelError(
        quantile(predicted, 0.5),
        quantile(predicted, CONFIDENCE),
        quantile(summed, 0.5),
        quantile(summed, CONFIDENCE),
        quantile(differences, CONFIDENCE) / WIDTH,
        predicted.size());
  }

  /** Adds how many standard deviations each difference of two ways is off. */
  private static void differences(Kriging.LeftOut left, double[] values, List<Double> all) {
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < i; j++) {
        double a = values[i];
        double b = values[j];
        double off = a * Math.expm1(left.error(i)) - b * Math.expm1(left.error(j));
        double variance =
            a * a * left.covariance(i, i)
                + b * b * left.covariance(j, j)
                - 2 * a * b * left.covariance(i, j);
        all.add(Math.abs(off) / Math.sqrt(variance));
      }
    }
  }

  /** Places of cells that differ in the way only. */
  private static Collection<List<Integer>> situations(List<Cell> cells) {
    long least = cells.stream().mapToLong(Cell::size).min().orElse(0);
    long most = cells.stream().mapToLong(Cell::size).max().orElse(0);
    Map<Cell, List<Integer>> situations = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      if (cell.size() > least && cell.size() < most) {
        Cell situation =
            new Cell(null, cell.residency(), cell.size(), cell.clients(), cell.egress());
        situations.computeIfAbsent(situation, unused -> new ArrayList<>()).add(i);
      }
    }
    return situations.values();
  }

  private static double quantile(List<Double> values, double q) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int rank = (int) Math.ceil(q * (sorted.size() + 1));
    return sorted.get(Math.max(0, Math.min(sorted.size(), rank) - 1));
  }
}
