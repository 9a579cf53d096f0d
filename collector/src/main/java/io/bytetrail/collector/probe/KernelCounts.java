package io.bytetrail.collector.probe;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * What the kernel saw in one lane. Immutable.
 *
 * <p>The four places (devices and namespace) are the last ones seen, 0 where none was.
 */
@SuppressWarnings("EnumOrdinal") // the order of KernelCounter is the record's layout
public final class KernelCounts {
  public static final KernelCounts NONE =
      new KernelCounts(new long[KernelCounter.COUNT], 0, 0, 0, 0, LatencyHistogram.EMPTY);

  private final long[] counts;
  private final int fileDevice;
  private final int blockDevice;
  private final int netDevice;
  private final int netNamespace;
  private final LatencyHistogram latencies;

  /** Keeps the array: the caller lets go of it. */
  KernelCounts(
      long[] counts,
      int fileDevice,
      int blockDevice,
      int netDevice,
      int netNamespace,
      LatencyHistogram latencies) {
    this.counts = counts;
    this.fileDevice = fileDevice;
    this.blockDevice = blockDevice;
    this.netDevice = netDevice;
    this.netNamespace = netNamespace;
    this.latencies = latencies;
  }

  public long get(KernelCounter counter) {
    return counts[counter.ordinal()];
  }

  /** Device number of the filesystem the lane's files are on: {@code major << 20 | minor}. */
  public int fileDevice() {
    return fileDevice;
  }

  /** Device number the lane's block requests went to. */
  public int blockDevice() {
    return blockDevice;
  }

  /** Index of the network interface the lane's payload left by. */
  public int netDevice() {
    return netDevice;
  }

  /** Inode of that interface's network namespace. */
  public int netNamespace() {
    return netNamespace;
  }

  /** How long the lane's block requests took. */
  public LatencyHistogram latencies() {
    return latencies;
  }

  /** Sums the counters; a place that only one side knows is kept, else the other's is. */
  public KernelCounts plus(KernelCounts later) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += later.counts[i];
    }
    return new KernelCounts(
        sum,
        latest(fileDevice, later.fileDevice),
        latest(blockDevice, later.blockDevice),
        latest(netDevice, later.netDevice),
        latest(netNamespace, later.netNamespace),
        latencies.plus(later.latencies));
  }

  /** This with every counter put through a function: a share of it, say. */
  public KernelCounts map(LongUnaryOperator change) {
    return new KernelCounts(
        Arrays.stream(counts).map(change).toArray(),
        fileDevice,
        blockDevice,
        netDevice,
        netNamespace,
        latencies.map(change));
  }

  /** This with one counter changed. */
  public KernelCounts with(KernelCounter counter, long value) {
    long[] changed = counts.clone();
    changed[counter.ordinal()] = value;
    return new KernelCounts(changed, fileDevice, blockDevice, netDevice, netNamespace, latencies);
  }

  /** This with other places. */
  public KernelCounts at(int fileDevice, int blockDevice, int netDevice, int netNamespace) {
    return new KernelCounts(counts, fileDevice, blockDevice, netDevice, netNamespace, latencies);
  }

  /** This with another histogram. */
  public KernelCounts with(LatencyHistogram latencies) {
    return new KernelCounts(counts, fileDevice, blockDevice, netDevice, netNamespace, latencies);
  }

  private static int latest(int earlier, int later) {
    return later != 0 ? later : earlier;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelCounts that
        && Arrays.equals(counts, that.counts)
        && fileDevice == that.fileDevice
        && blockDevice == that.blockDevice
        && netDevice == that.netDevice
        && netNamespace == that.netNamespace
        && latencies.equals(that.latencies);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("KernelCounts{");
    for (KernelCounter counter : KernelCounter.values()) {
      if (get(counter) != 0) {
        text.append(counter).append('=').append(get(counter)).append(' ');
      }
    }
    return text.append("file=")
        .append(fileDevice)
        .append(" block=")
        .append(blockDevice)
        .append(" net=")
        .append(netDevice)
        .append('}')
        .toString();
  }
}
