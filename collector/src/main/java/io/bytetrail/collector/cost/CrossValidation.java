package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.CellCost;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Profile.ModelError;
import io.bytetrail.collector.calibration.Residency;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How far the model is off where it is not told the answer: each cell of the calibration between
 * two other sizes is predicted without its size, and by the sum over its hops, which knows none of
 * the cells. The error is |predicted ÷ measured − 1|.
 */
public final class CrossValidation {
  private CrossValidation() {}

  /** Errors over the cells of one connection over loopback. */
  public static ModelError of(Profile profile) {
    CostModel model = new CostModel(profile);
    List<Double> interpolated = new ArrayList<>();
    List<Double> summed = new ArrayList<>();
    for (CellCost cost : profile.cells()) {
      Cell cell = cost.cell();
      if (cell.clients() > 1
          || cell.egress() != Egress.LOOPBACK
          || cell.residency() == Residency.PRESSURE) {
        continue;
      }
      double size = (double) cell.size();
      Optional<Double> guess = model.interpolated(cell.way(), cell.residency(), size);
      if (guess.isPresent()) {
        double hit = cell.residency() == Residency.HOT ? 1 : 0;
        double sum = model.hops().cpu(cell.way(), size, hit);
        interpolated.add(error(guess.get(), cost.cpu().median()));
        summed.add(error(sum, cost.cpu().median()));
      }
    }
    if (interpolated.isEmpty()) {
      return ModelError.UNKNOWN;
    }
    return new ModelError(
        quantile(interpolated, 0.5),
        quantile(interpolated, 0.8),
        quantile(summed, 0.5),
        quantile(summed, 0.8),
        interpolated.size());
  }

  private static double error(double predicted, double measured) {
    return Math.abs(predicted / measured - 1);
  }

  private static double quantile(List<Double> values, double q) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.round(q * (sorted.size() - 1)));
  }
}
