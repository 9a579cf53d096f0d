package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.CellCost;
import io.bytetrail.collector.calibration.Figure;
import io.bytetrail.collector.calibration.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the kernel under which what was measured is most likely: each of its numbers in turn is
 * halved and doubled as long as that helps. What the usual kernel has counts as much as one
 * observation would, so that a few cells don't lead anywhere strange.
 */
final class KernelFit {
  private static final int ROUNDS = 4;

  /** Standard deviation of a number's natural logarithm from the usual one's. */
  private static final double USUAL_DEVIATION = 1.5;

  private KernelFit() {}

  /** Of a profile without one. */
  static Profile.Fit of(Profile profile) {
    return new Profile.Fit(
        write(find(profile, CellCost::cpu)), write(find(profile, CellCost::wall)));
  }

  /** The kernel in a profile. */
  static Kernel read(List<Double> numbers) {
    return numbers.size() == Kernel.TERMS + 1
        ? new Kernel(numbers.subList(0, Kernel.TERMS), numbers.get(Kernel.TERMS))
        : Kernel.USUAL;
  }

  private static List<Double> write(Kernel kernel) {
    List<Double> numbers = new ArrayList<>(kernel.variances());
    numbers.add(kernel.length());
    return numbers;
  }

  private static Kernel find(Profile profile, Function<CellCost, Figure> figure) {
    Measurements measured = Measurements.of(profile, false, figure);
    HopSum hops = new HopSum(profile);
    Kernel best = Kernel.USUAL;
    double most = likelihood(measured, hops, best);
    for (int round = 0; round < ROUNDS; round++) {
      double before = most;
      for (int place = 0; place <= Kernel.TERMS; place++) {
        for (double factor : new double[] {2, 0.5}) {
          Kernel other = best.with(place, factor * best.at(place));
          for (double now = likelihood(measured, hops, other);
              now > most;
              now = likelihood(measured, hops, other)) {
            most = now;
            best = other;
            other = best.with(place, factor * best.at(place));
          }
        }
      }
      if (most - before < 0.1) {
        break;
      }
    }
    return best;
  }

  private static double likelihood(Measurements measured, HopSum hops, Kernel kernel) {
    double strange = 0;
    for (int place = 0; place <= Kernel.TERMS; place++) {
      double off = Math.log(kernel.at(place) / Kernel.USUAL.at(place)) / USUAL_DEVIATION;
      strange += off * off / 2;
    }
    return measured.kriging(hops, kernel).logLikelihood() - strange;
  }
}
