/**
 * Single transfers, for people who watch: while somebody asks for them, each is written into a
 * {@link io.bytetrail.ledger.trace.TraceRing} beside the ledger. Without a watcher, nothing of this
 * is loaded but {@link io.bytetrail.instrument.trace.Watchers}, which looks for one about once a
 * second.
 */
package io.bytetrail.instrument.trace;
