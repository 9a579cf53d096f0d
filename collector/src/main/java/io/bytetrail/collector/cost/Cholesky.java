package io.bytetrail.collector.cost;

/** A symmetric positive definite matrix as L Lᵀ, with L lower triangular. Immutable. */
final class Cholesky {
  private final double[][] l;

  /** Takes n³ ÷ 3 steps. */
  Cholesky(double[][] matrix) {
    int n = matrix.length;
    l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        if (i == j && !(sum > 0)) {
          throw new ArithmeticException("the matrix is not positive definite, at " + i);
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
  }

  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < l.length; i++) {
      sum += 2 * Math.log(l[i][i]);
    }
    return sum;
  }

  double[][] inverse() {
    int n = l.length;
    double[][] below = new double[n][n]; // of L
    for (int j = 0; j < n; j++) {
      below[j][j] = 1 / l[j][j];
      for (int i = j + 1; i < n; i++) {
        double sum = 0;
        for (int k = j; k < i; k++) {
          sum -= l[i][k] * below[k][j];
        }
        below[i][j] = sum / l[i][i];
      }
    }
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = i; k < n; k++) {
          sum += below[k][i] * below[k][j];
        }
        inverse[i][j] = sum;
        inverse[j][i] = sum;
      }
    }
    return inverse;
  }
}
