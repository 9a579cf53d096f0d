package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.Egress;
import java.util.ArrayList;
import java.util.List;

/**
 * How alike the costs of two cells are: the covariance of the logarithms of measured ÷ summed cost.
 *
 * <p>What two cells share is taken apart, as in an analysis of variance. With s = 1 where two cells
 * are of the same way, r of the same residency, c of the same number of clients, e of the same
 * egress (each 0 else), and m the Matérn function of order 3/2 of their sizes,
 *
 * <pre>
 *   k = v₀ + v₁m + v₂rm + v₃s + v₄sm + v₅srm + v₆cm + v₇scm + v₈em + v₉sem
 *   m = (1 + √3 d) exp(−√3 d),    d = |log₂ size − log₂ other| ÷ length
 * </pre>
 *
 * so that a way's figure at one size, or with one client, says something of the same way at the
 * next size, or with eight. To this comes v₁₀ for a cell with itself: what it has that no other one
 * tells of. Immutable.
 *
 * <p>Source: C. E. Rasmussen, C. K. I. Williams, <i>Gaussian Processes for Machine Learning</i>,
 * 2006, chapters 4 and 5.
 *
 * @param variances v₀ to v₁₀, of natural logarithms
 * @param length in doublings of the size
 */
public record Kernel(List<Double> variances, double length) {
  /** Before anything is known: about what was found on the machines that this was written on. */
  public static final Kernel USUAL =
      new Kernel(List.of(0.25, 0.05, 0.03, 0.05, 0.03, 0.03, 0.02, 0.01, 0.02, 0.01, 0.004), 5);

  static final int TERMS = 11;
  static final int OWN = 10;

  private static final double ROOT_3 = Math.sqrt(3);

  public Kernel {
    variances = List.copyOf(variances);
    if (variances.size() != TERMS || !(length > 0)) {
      throw new IllegalArgumentException(variances.size() + " variances, length " + length);
    }
  }

  /** What two cells have in common. */
  double between(Cell a, Cell b) {
    double d = ROOT_3 * Math.abs(Math.log((double) a.size() / b.size())) / Math.log(2) / length;
    double m = (1 + d) * Math.exp(-d);
    boolean way = a.way().equals(b.way());
    double sum = v(0) + v(1) * m + (way ? v(3) + v(4) * m : 0);
    if (a.residency() == b.residency()) {
      sum += m * (v(2) + (way ? v(5) : 0));
    }
    if (a.clients() > 1 && b.clients() > 1) {
      sum += m * (v(6) + (way ? v(7) : 0));
    }
    if (a.egress() != Egress.LOOPBACK && a.egress() == b.egress()) {
      sum += m * (v(8) + (way ? v(9) : 0));
    }
    return sum;
  }

  /** What a cell has of its own. */
  double own() {
    return v(OWN);
  }

  /** The same with another number at a place; the last one is the length. */
  Kernel with(int place, double value) {
    if (place == TERMS) {
      return new Kernel(variances, value);
    }
    List<Double> other = new ArrayList<>(variances);
    other.set(place, value);
    return new Kernel(other, length);
  }

  /** The number at a place. */
  double at(int place) {
    return place == TERMS ? length : v(place);
  }

  private double v(int place) {
    return variances.get(place);
  }
}
