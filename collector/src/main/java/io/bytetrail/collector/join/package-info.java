/**
 * Joins what the agent counted with what the kernel counted, by lane id.
 *
 * <p>In: a ledger's snapshot and the probe's, taken at one moment. Out: {@link
 * io.bytetrail.collector.join.Joined}, both sides over the same span, and what lies outside that
 * span. It adds and subtracts; it explains nothing.
 */
package io.bytetrail.collector.join;
