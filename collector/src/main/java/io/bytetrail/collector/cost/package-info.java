/**
 * What a transfer costs by each technique, in seconds for each GiB.
 *
 * <p>In: a {@link io.bytetrail.collector.calibration.Profile} and the facts of a transfer. Out: an
 * {@link io.bytetrail.collector.cost.Estimate}. The prior is the sum over the hops of the copy
 * path; what was measured of whole transfers corrects it, each cell by its likes.
 */
package io.bytetrail.collector.cost;
