package io.bytetrail.collector.live;

import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.ledger.LaneSnapshot;

/**
 * What one lane did between two looks. Immutable.
 *
 * @param pid of its JVM
 * @param service the JVM's name
 * @param lane the lane as it is now, with its counts since the JVM's start
 * @param upstream the lane whose bytes it passes on; null for none
 * @param seconds between the two looks; above 0
 * @param calls in between
 * @param bytes results of those calls
 * @param transfers begun in between
 * @param jvmCopiedBytes copied between heap and native memory in between
 * @param kernel what the kernel counted in between; {@link KernelCounts#NONE} where nobody asked it
 */
public record LaneRate(
    int pid,
    String service,
    LaneSnapshot lane,
    LaneSnapshot upstream,
    double seconds,
    long calls,
    long bytes,
    long transfers,
    long jvmCopiedBytes,
    KernelCounts kernel) {
  public double perSecond(long count) {
    return count / seconds;
  }

  /** Bytes that the device moved for the lane, in either direction. */
  public long deviceBytes() {
    return kernel.get(KernelCounter.READ_SUBMITTED_BYTES)
        + kernel.get(KernelCounter.DIRECT_READ_SUBMITTED_BYTES)
        + kernel.get(KernelCounter.WRITE_SUBMITTED_BYTES)
        + kernel.get(KernelCounter.DIRECT_WRITE_SUBMITTED_BYTES);
  }

  /** Bytes looked up in the page cache. */
  public long lookedUpBytes() {
    return kernel.get(KernelCounter.LOOKUP_BYTES);
  }

  /** Of those, the ones that were there before the lane asked for them. */
  public long hitBytes() {
    return Math.max(
        0,
        lookedUpBytes()
            - kernel.get(KernelCounter.READ_AHEAD_BYTES)
            - kernel.get(KernelCounter.STALLED_BYTES));
  }

  /** Time that threads waited for the device, summed over them. */
  public long stalledNanos() {
    return kernel.get(KernelCounter.STALLED_NANOS);
  }

  /** What filled the buffers, where that is known, and the lane's own operation. */
  public String operations() {
    String operation = lane.operation().label();
    return upstream == null ? operation : upstream.operation().label() + " → " + operation;
  }
}
