/**
 * What was advised before, and what became of it.
 *
 * <p>In: a report whose routes have advice, and the book of what this service was advised in
 * earlier runs. Out: the report with an {@link io.bytetrail.collector.report.Outcome} at each route
 * that moves its bytes another way than then; and the book, with what is advised now.
 */
package io.bytetrail.collector.outcome;
