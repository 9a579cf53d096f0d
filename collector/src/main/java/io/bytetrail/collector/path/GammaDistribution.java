package io.bytetrail.collector.path;

/**
 * Quantiles of the gamma distribution, by its incomplete function (series below the mean, continued
 * fraction above: Press et al., "Numerical Recipes", 3rd edition, section 6.2) and bisection.
 */
final class GammaDistribution {
  private static final int MOST_TERMS = 100_000;
  private static final double PRECISION = 1e-12;
  private static final int BISECTIONS = 100;

  /** From here on the normal distribution is as good: Wilson and Hilferty, 1931. */
  private static final double LARGE_SHAPE = 10_000;

  private GammaDistribution() {}

  /**
   * The value that is not exceeded with this probability.
   *
   * @param probability above 0, below 1
   * @param shape above 0
   * @param scale above 0
   */
  static double quantile(double probability, double shape, double scale) {
    if (shape > LARGE_SHAPE) {
      double z = normalQuantile(probability);
      double root = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
      return shape * scale * root * root * root;
    }
    double high = shape + 1;
    while (cumulative(shape, high) < probability) {
      high *= 2;
    }
    double low = 0;
    for (int i = 0; i < BISECTIONS && high - low > PRECISION * high; i++) {
      double middle = (low + high) / 2;
      if (cumulative(shape, middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return scale * (low + high) / 2;
  }

  /** The probability of no more than {@code x}, for scale 1. */
  static double cumulative(double shape, double x) {
    if (x <= 0) {
      return 0;
    }
    double front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
    return x < shape + 1 ? front * series(shape, x) : 1 - front * fraction(shape, x);
  }

  private static double series(double shape, double x) {
    double term = 1 / shape;
    double sum = term;
    for (int n = 1; n < MOST_TERMS && term > sum * PRECISION; n++) {
      term *= x / (shape + n);
      sum += term;
    }
    return sum;
  }

  /** Lentz's method. */
  private static double fraction(double shape, double x) {
    double tiny = Double.MIN_NORMAL;
    double b = x + 1 - shape;
    double c = 1 / tiny;
    double d = 1 / b;
    double h = d;
    double change = 0;
    for (int n = 1; n < MOST_TERMS && Math.abs(change - 1) > PRECISION; n++) {
      double a = -n * (n - shape);
      b += 2;
      d = a * d + b;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = b + a / c;
      c = Math.abs(c) < tiny ? tiny : c;
      change = c * d;
      h *= change;
    }
    return h;
  }

  /** Stirling's series, shifted to where it converges fast. */
  private static double logGamma(double x) {
    double shift = 0;
    double at = x;
    while (at < 10) {
      shift -= Math.log(at);
      at++;
    }
    double inverse = 1 / (at * at);
    double tail = (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / at;
    return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + tail;
  }

  /** Abramowitz and Stegun, 26.2.23: within 0.00045. */
  private static double normalQuantile(double probability) {
    double tail = Math.min(probability, 1 - probability);
    double t = Math.sqrt(-2 * Math.log(tail));
    double z =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return probability < 0.5 ? -z : z;
  }
}
