package io.bytetrail.collector.join;

import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.ledger.LaneSamples;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;

/**
 * One lane: what the agent counted and what the kernel saw, over the same span of time.
 *
 * @param lane id
 * @param site where the application opened the file or socket
 * @param via the framework's frame that opened it for the site; empty for none
 * @param upstream lane whose bytes this one passes on, or 0
 * @param link how it is joined to that: the bits of {@link io.bytetrail.ledger.Link}
 * @param path of the first file seen, empty when not known
 * @param calls Java calls
 * @param bytes their results, summed
 * @param transfers passes over a file
 * @param errors calls that ended in an error
 * @param jvmCopiedBytes copied between the heap and native memory
 * @param bufferCopiedBytes copied by the JDK from one of the application's buffers to another
 * @param checked writes whose inferred link was checked
 * @param confirmed of these, the ones in which what was read was found
 * @param samples what its calls had of the device, in those chosen at random
 * @param kernel {@link KernelCounts#NONE} when the kernel saw nothing or nobody asked it
 */
public record LaneFacts(
    int lane,
    String site,
    String via,
    Operation operation,
    SizeClass sizeClass,
    int upstream,
    int link,
    String path,
    long calls,
    long bytes,
    long transfers,
    long errors,
    long jvmCopiedBytes,
    long bufferCopiedBytes,
    long checked,
    long confirmed,
    LaneSamples samples,
    KernelCounts kernel) {

  /** A lane of which nothing was sampled. */
  public LaneFacts(
      int lane,
      String site,
      String via,
      Operation operation,
      SizeClass sizeClass,
      int upstream,
      int link,
      String path,
      long calls,
      long bytes,
      long transfers,
      long errors,
      long jvmCopiedBytes,
      long bufferCopiedBytes,
      long checked,
      long confirmed,
      KernelCounts kernel) {
    this(
        lane,
        site,
        via,
        operation,
        sizeClass,
        upstream,
        link,
        path,
        calls,
        bytes,
        transfers,
        errors,
        jvmCopiedBytes,
        bufferCopiedBytes,
        checked,
        confirmed,
        LaneSamples.NONE,
        kernel);
  }
}
