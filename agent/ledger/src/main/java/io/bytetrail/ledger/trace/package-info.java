/**
 * A ring of single transfers beside the ledger, for as long as somebody watches: {@link
 * io.bytetrail.ledger.trace.TraceRing} draws it.
 */
package io.bytetrail.ledger.trace;
