package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A quantity over all cells, from those where it was measured: the best linear prediction of its
 * logarithm, and how far that may be off.
 *
 * <p>Of n measured cells, y is the logarithm of measured ÷ {@code prior}, K the {@link Kernel}'s
 * matrix with each cell's own variance and its sampling variance on the diagonal, k the kernel
 * between a cell that is asked for and those measured:
 *
 * <pre>
 *   log cost  = log prior + kᵀ K⁻¹ y
 *   cov(p, q) = kernel(p, q) − k_pᵀ K⁻¹ k_q       (and a cell's own variance, where p = q)
 * </pre>
 *
 * With some cells b left out, what would be predicted of them from all others needs no second
 * matrix: they would be off by (K⁻¹)_bb⁻¹ (K⁻¹y)_b, with the covariance (K⁻¹)_bb⁻¹.
 *
 * <p>Beyond the sizes measured the correction to the prior stays what it is at the last one.
 *
 * <p>Takes n³ steps to make: some milliseconds for 300 cells. Immutable.
 */
final class Kriging {
  private final List<Cell> cells;
  private final Kernel kernel;
  private final ToDoubleFunction<Cell> prior;
  private final long least;
  private final long most;
  private final double[][] inverse;
  private final double[] weights;
  private final double logLikelihood;

  /**
   * Of measured values.
   *
   * @param values positive
   * @param sampling variance of each value's logarithm, for want of samples
   * @param prior what each value would be by another theory, positive
   */
  Kriging(
      List<Cell> cells,
      double[] values,
      double[] sampling,
      ToDoubleFunction<Cell> prior,
      Kernel kernel) {
    this.cells = cells;
    this.kernel = kernel;
    this.prior = prior;
    least = cells.stream().mapToLong(Cell::size).min().orElse(1);
    most = cells.stream().mapToLong(Cell::size).max().orElse(1);
    int n = cells.size();
    double[] y = new double[n];
    double[][] k = new double[n][n];
    for (int i = 0; i < n; i++) {
      y[i] = Math.log(values[i] / prior.applyAsDouble(cells.get(i)));
      for (int j = 0; j <= i; j++) {
        k[i][j] = kernel.between(cells.get(i), cells.get(j));
        k[j][i] = k[i][j];
      }
      k[i][i] += kernel.own() + sampling[i];
    }
    Cholesky root = new Cholesky(k);
    inverse = root.inverse();
    weights = times(inverse, y);
    logLikelihood = -0.5 * dot(y, weights) - 0.5 * root.logDeterminant();
  }

  /** Of the measured values under this kernel, but for a constant. */
  double logLikelihood() {
    return logLikelihood;
  }

  /** A cell, ready to be asked about. */
  Spot spot(Cell cell) {
    long size = Math.max(least, Math.min(most, cell.size()));
    Cell inside = new Cell(cell.way(), cell.residency(), size, cell.clients(), cell.egress());
    double[] with = with(inside);
    double value = prior.applyAsDouble(cell) * Math.exp(dot(with, weights));
    return new Spot(inside, value, with, times(inverse, with));
  }

  /** Covariance of the logarithms of two values that would be measured. */
  double covariance(Spot p, Spot q) {
    double own = p.cell.equals(q.cell) ? kernel.own() : 0;
    return kernel.between(p.cell, q.cell) - dot(p.with, q.weighted) + own;
  }

  /** What is predicted of a cell, and what it has in common with those measured. */
  static final class Spot {
    private final Cell cell;
    private final double value;
    private final double[] with;
    private final double[] weighted;

    private Spot(Cell cell, double value, double[] with, double[] weighted) {
      this.cell = cell;
      this.value = value;
      this.with = with;
      this.weighted = weighted;
    }

    /** The value predicted. */
    double value() {
      return value;
    }
  }

  /** Of cells that were measured, by their places: how far off they would be if left out. */
  LeftOut leftOut(int... places) {
    int n = places.length;
    double[][] part = new double[n][n];
    double[] off = new double[n];
    for (int i = 0; i < n; i++) {
      off[i] = weights[places[i]];
      for (int j = 0; j < n; j++) {
        part[i][j] = inverse[places[i]][places[j]];
      }
    }
    double[][] covariance = new Cholesky(part).inverse();
    return new LeftOut(times(covariance, off), covariance);
  }

  /** What a prediction from all others is like. */
  static final class LeftOut {
    private final double[] error;
    private final double[][] covariance;

    private LeftOut(double[] error, double[][] covariance) {
      this.error = error;
      this.covariance = covariance;
    }

    /** Logarithm of measured ÷ predicted, of the i-th of those left out. */
    double error(int i) {
      return error[i];
    }

    /** As predicted. */
    double covariance(int i, int j) {
      return covariance[i][j];
    }
  }

  private double[] with(Cell cell) {
    double[] k = new double[cells.size()];
    for (int i = 0; i < k.length; i++) {
      k[i] = kernel.between(cell, cells.get(i));
    }
    return k;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = dot(matrix[i], vector);
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
