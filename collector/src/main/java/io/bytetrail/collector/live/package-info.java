/**
 * What goes on at this moment, for people who watch: single transfers as the JVMs' agents tell of
 * them, and rates of lanes from one look at their ledgers to the next.
 *
 * <p>In: ledgers, the rings of transfers beside them, and a probe. Out: {@link
 * io.bytetrail.collector.live.Transferred} and {@link io.bytetrail.collector.live.LaneRate}, which
 * the command line prints.
 */
package io.bytetrail.collector.live;
