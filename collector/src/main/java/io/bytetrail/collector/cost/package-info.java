/**
 * What a transfer costs by each technique, in seconds for each GiB.
 *
 * <p>In: a {@link io.bytetrail.collector.calibration.Profile} and the facts of a transfer. Out: an
 * {@link io.bytetrail.collector.cost.Estimate}. The base is what was measured, interpolated between
 * sizes; the sum over the hops of the copy path explains it, corrects it, and stands in where
 * nothing was measured. Which of them is nearer the truth is told by {@link
 * io.bytetrail.collector.cost.CrossValidation}.
 */
package io.bytetrail.collector.cost;
