package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;

/**
 * What has been done of a transfer: all of it, but for those that go on for long.
 *
 * @param lane its number in the ledger
 * @param site where the file was opened
 * @param via the framework's frame through which it was; empty for none
 * @param upstream what filled the buffers; null when this operation did not write another's bytes
 * @param path of the file, as the application named it; empty where only the read's lane is known
 * @param number the same for a read and the write of what it has read; unsigned
 * @param continued whether an earlier part was told of, or nobody listened when it began
 * @param calls of the JDK operation, failed ones included
 * @param bytes moved
 * @param copied bytes that the JDK copied between the heap and native memory
 * @param errors calls that ended in an error
 * @param thread that began it; null when it is gone
 */
public record TransferPart(
    int lane,
    String site,
    String via,
    Operation operation,
    Operation upstream,
    SizeClass sizeClass,
    String path,
    int number,
    boolean continued,
    long calls,
    long bytes,
    long copied,
    long errors,
    Thread thread) {}
