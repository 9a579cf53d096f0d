package io.bytetrail.ledger;

/**
 * One lane of a ledger as it was when it was read.
 *
 * @param id the number that lane words and other lanes' {@code upstream} name it by
 * @param site where the file or socket was opened, such as {@code Download.send(Download.java:88)}
 * @param via the framework's frame that opened it for the site; empty for none
 * @param upstream the lane whose reads filled the buffers that this one writes; 0 for none
 * @param link how it is joined to its upstream: the bits of {@link Link}
 * @param path of the first file seen in the lane; empty for sockets
 * @param calls of the JDK operation, failed ones included
 * @param bytes moved
 * @param transfers passes begun
 * @param errors calls that ended in an error
 * @param jvmCopiedBytes copied between the heap and native memory
 * @param bufferCopiedBytes copied by the JDK from one of the application's buffers to another
 * @param checked writes whose inferred link was checked; long counts are halved now and then
 * @param confirmed of these, the ones in which what was read was found
 * @param samples what its calls had of the device, in those chosen at random
 */
public record LaneSnapshot(
    int id,
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
    LaneSamples samples) {

  /** A lane of which nothing was sampled. */
  public LaneSnapshot(
      int id,
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
      long confirmed) {
    this(
        id,
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
        LaneSamples.NONE);
  }
}
