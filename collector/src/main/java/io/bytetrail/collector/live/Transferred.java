package io.bytetrail.collector.live;

import io.bytetrail.ledger.trace.TraceEntry;

/**
 * A transfer that is over, or a part of one, with what the ledger knows of its lane.
 *
 * @param pid of the JVM
 * @param service its name
 * @param site where the file was opened
 * @param via the framework's frame that opened it for the site; empty for none
 * @param file path of the file: the transfer's own, else the first one of its lane
 */
public record Transferred(
    int pid, String service, String site, String via, String file, TraceEntry entry) {
  /** What filled the buffers, where that is known, and the operation of this transfer. */
  public String operations() {
    String operation = entry.operation().label();
    return entry.upstream() == null ? operation : entry.upstream().label() + " → " + operation;
  }
}
