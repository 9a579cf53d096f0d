package io.bytetrail.collector.calibration;

import java.util.List;
import java.util.Map;

/**
 * What transfers cost on one host, filesystem and JDK: the result of a calibration. Immutable; its
 * file is this record as JSON.
 *
 * @param schema version of the file; raised when a field changes its meaning
 * @param created when, by ISO 8601
 * @param seconds how long measuring took
 * @param cells measured costs
 * @param primitives costs of single hops, by their names in {@link Primitive}
 * @param fit of the model to the cells
 * @param error how far predictions of cells that were left out were off
 * @param notes what could not be measured, and why; a sentence each
 */
public record Profile(
    int schema,
    String created,
    double seconds,
    Host host,
    Storage storage,
    List<CellCost> cells,
    Map<String, Primitive> primitives,
    Fit fit,
    ModelError error,
    List<String> notes) {
  public static final int SCHEMA = 2;

  public Profile {
    cells = List.copyOf(cells);
    primitives = Map.copyOf(primitives);
    notes = List.copyOf(notes);
  }

  /**
   * Relative errors of the predicted CPU cost, from cross-validation: each situation is predicted
   * from the others.
   *
   * @param predicted median error of the model
   * @param predictedP80 four in five were less far off
   * @param hops median error of the sum over the hops of the copy path
   * @param hopsP80 four in five were less far off
   * @param widening how much wider the model's intervals have to be than it thinks, so that four in
   *     five differences between two ways are inside
   * @param cells predicted
   */
  public record ModelError(
      double predicted,
      double predictedP80,
      double hops,
      double hopsP80,
      double widening,
      int cells) {
    public static final ModelError UNKNOWN = new ModelError(0, 0, 0, 0, 1, 0);
  }

  /**
   * What the model was found to be like, so that nobody has to look for it again: numbers that only
   * it knows the meaning of.
   */
  public record Fit(List<Double> cpu, List<Double> wall) {
    public static final Fit NONE = new Fit(List.of(), List.of());
  }

  /** The same, with a model that fits, and the error of its predictions. */
  public Profile with(Fit found, ModelError measured) {
    return new Profile(
        schema, created, seconds, host, storage, cells, primitives, found, measured, notes);
  }
}
