/**
 * The report: its model, and the two ways to write it down.
 *
 * <p>In: joined counts and the circumstances they were taken in. Out: an immutable {@link
 * io.bytetrail.collector.report.Report}, of which the JSON is a copy field by field and the text is
 * made for people. Everything downstream, metrics and web included, sees nothing but this record.
 */
package io.bytetrail.collector.report;
