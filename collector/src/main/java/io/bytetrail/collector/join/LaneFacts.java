package io.bytetrail.collector.join;

import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;

/**
 * One lane: what the agent counted and what the kernel saw, over the same span of time.
 *
 * @param lane id
 * @param site where the application opened the file or socket
 * @param via the framework's frame that opened it for the site; empty for none
 * @param upstream lane whose bytes this one passes on, or 0
 * @param path of the first file seen, empty when not known
 * @param calls Java calls
 * @param bytes their results, summed
 * @param transfers passes over a file
 * @param errors calls that ended in an error
 * @param kernel {@link KernelCounts#NONE} when the kernel saw nothing or nobody asked it
 */
public record LaneFacts(
    int lane,
    String site,
    String via,
    Operation operation,
    SizeClass sizeClass,
    int upstream,
    String path,
    long calls,
    long bytes,
    long transfers,
    long errors,
    KernelCounts kernel) {}
