package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import java.util.LinkedHashMap;
import java.util.Map;

/** A quantity over all cells; remembers those that it was asked for last. Not thread-safe. */
final class Surface {
  private static final int MOST = 2048;

  /** Steps of the size in a doubling: routine reports ask for the same few again and again. */
  private static final double STEPS = 8;

  private final Kriging kriging;
  private final Map<Cell, Kriging.Spot> asked =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Cell, Kriging.Spot> eldest) {
          return size() > MOST;
        }
      };

  Surface(Kriging kriging) {
    this.kriging = kriging;
  }

  /** A size that is near, by at most 4.5 %, and one of few. */
  static long round(double size) {
    return Math.max(
        1, Math.round(Math.pow(2, Math.round(STEPS * Math.log(size) / Math.log(2)) / STEPS)));
  }

  Kriging.Spot at(Cell cell) {
    return asked.computeIfAbsent(cell, kriging::spot);
  }

  double covariance(Cell p, Cell q) {
    return kriging.covariance(at(p), at(q));
  }
}
