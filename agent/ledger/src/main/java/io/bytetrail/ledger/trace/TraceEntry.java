package io.bytetrail.ledger.trace;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;

/**
 * One transfer, or what has been done of one that goes on: an entry of a {@link TraceRing}.
 *
 * @param endMillis when its last call ended, in milliseconds since the epoch
 * @param nanos from the beginning of its first call to the end of its last
 * @param bytes moved
 * @param calls of the JDK operation, failed ones included
 * @param copiedBytes that the JDK copied between the heap and native memory
 * @param errors calls that ended in an error
 * @param lane its number in the ledger, which knows the site
 * @param number the same for a read and the write of what it has read; unsigned
 * @param upstream what filled the buffers; null when this operation did not write another's bytes
 * @param continued whether an earlier part was told of, or nobody listened when it began
 * @param path of the file as the application named it; empty where only the read's lane is known
 * @param thread name of the one that began it; empty when that is gone
 */
public record TraceEntry(
    long endMillis,
    long nanos,
    long bytes,
    long calls,
    long copiedBytes,
    long errors,
    int lane,
    int number,
    Operation operation,
    Operation upstream,
    SizeClass sizeClass,
    boolean continued,
    String path,
    String thread) {}
