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
    ModelError error,
    List<String> notes) {
  public static final int SCHEMA = 1;

  public Profile {
    cells = List.copyOf(cells);
    primitives = Map.copyOf(primitives);
    notes = List.copyOf(notes);
  }

  /**
   * Relative errors of the predicted CPU cost, from cross-validation: each size is predicted from
   * the others.
   *
   * @param interpolated median error of interpolating between measured sizes
   * @param interpolatedP80 four in five were less far off
   * @param hops median error of the sum over the hops of the copy path
   * @param hopsP80 four in five were less far off
   * @param cells predicted
   */
  public record ModelError(
      double interpolated, double interpolatedP80, double hops, double hopsP80, int cells) {
    public static final ModelError UNKNOWN = new ModelError(0, 0, 0, 0, 0);
  }

  /** The same, with the error of its predictions. */
  public Profile with(ModelError measured) {
    return new Profile(schema, created, seconds, host, storage, cells, primitives, measured, notes);
  }
}
