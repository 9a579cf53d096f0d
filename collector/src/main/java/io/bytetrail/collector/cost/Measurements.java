package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.CellCost;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Figure;
import io.bytetrail.collector.calibration.Profile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * One quantity as a calibration has measured it.
 *
 * <p>For want of samples the logarithm of each has the variance s² ÷ n × π/2, that of a median of
 * n, where s is the middle one of all cells' relative deviations, by the range of their samples.
 * One cell's own few samples say too little of it. Immutable.
 */
final class Measurements {
  private static final double LEAST = 1e-6;
  private static final double MEDIAN = Math.PI / 2;

  /** Mean range of so many normal samples, in standard deviations; the median of few says less. */
  private static final double[] RANGE = {
    1, 1, 1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970, 3.078
  };

  /** What single samples are off by where none has been repeated. */
  private static final double UNKNOWN_DEVIATION = 0.15;

  private final List<Cell> cells;
  private final double[] values;
  private final double[] sampling;

  private Measurements(List<Cell> cells, double[] values, double[] sampling) {
    this.cells = List.copyOf(cells);
    this.values = values;
    this.sampling = sampling;
  }

  /** Of copies to a file, or of all that goes to a socket. */
  static Measurements of(Profile profile, boolean copies, Function<CellCost, Figure> figure) {
    List<Cell> cells = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    for (CellCost cost : profile.cells()) {
      if ((cost.cell().egress() == Egress.FILE) == copies) {
        cells.add(cost.cell());
        figures.add(figure.apply(cost));
      }
    }
    double deviation = deviation(figures);
    double[] values = new double[figures.size()];
    double[] sampling = new double[figures.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(LEAST, figures.get(i).median());
      sampling[i] = MEDIAN * deviation * deviation / Math.max(1, figures.get(i).samples());
    }
    return new Measurements(cells, values, sampling);
  }

  List<Cell> cells() {
    return cells;
  }

  /** In s/GiB, of the cell at a place. */
  double value(int place) {
    return values[place];
  }

  private static double deviation(List<Figure> figures) {
    List<Double> all = new ArrayList<>();
    for (Figure figure : figures) {
      if (figure.samples() > 1 && figure.median() > 0) {
        double range = (figure.high() - figure.low()) / figure.median();
        all.add(range / RANGE[Math.min(figure.samples(), RANGE.length - 1)]);
      }
    }
    Collections.sort(all);
    return all.isEmpty() ? UNKNOWN_DEVIATION : all.get(all.size() / 2);
  }

  /** Corrects the sum over hops, or where it is not known, nothing. */
  Kriging kriging(HopSum hops, Kernel kernel) {
    return new Kriging(cells, values, sampling, hops.isKnown() ? hops::cpu : cell -> 1, kernel);
  }
}
