package io.bytetrail.collector.report;

import java.util.List;

/**
 * What is known of those who moved a {@link Route}'s bytes: the storage below the file, direct I/O,
 * the time its block requests took, the network device. A part is null where the route has none.
 */
public record Movement(Storage storage, Direct direct, Latency latency, Network network) {
  /** Of a route that met no device, or a report of an older build. */
  public static final Movement NONE = new Movement(null, null, null, null);

  /**
   * What is below the file.
   *
   * @param kind {@code disk}; {@code memory}, {@code network} or {@code fuse} for a filesystem that
   *     has none; {@code unknown}
   * @param driver of the device, {@code virtio_blk}; empty when not known
   * @param below whole disks that a stacked device (device mapper, md) comes down to
   * @param over {@code overlay} when the file is seen through one; else empty
   * @param mover who moves bytes between the device and memory
   * @param evidence {@code KERNEL} when the kernel was seen to map memory for the device, which
   *     proves DMA; {@code MODELLED} when its driver implies the mover
   * @param bouncedBytes copied by the CPU between the file's pages and memory that the device can
   *     reach
   */
  public record Storage(
      String kind,
      String driver,
      List<String> below,
      String over,
      Mover mover,
      EvidenceKind evidence,
      long bouncedBytes) {}

  /**
   * Direct I/O, as the kernel saw it.
   *
   * @param calls of the application's that asked for it
   * @param requests to the device
   * @param submittedBytes of those
   * @param completedBytes of those whose end was seen
   * @param meanInFlight requests of the route on their way when one was submitted, itself included
   * @param mostInFlight the most at once
   * @param fellBackCalls that went through the page cache after all
   * @param fellBackBytes of those
   * @param fellBackReason why, as far as it can be told; empty when none did
   */
  public record Direct(
      long calls,
      long requests,
      long submittedBytes,
      long completedBytes,
      double meanInFlight,
      long mostInFlight,
      long fellBackCalls,
      long fellBackBytes,
      String fellBackReason) {}

  /**
   * How long the route's block requests took, from submission to completion; the kernel's.
   *
   * @param requests that completed
   * @param totalNanos of all
   * @param p50Nanos half of them took no longer; within 6.25 %, as are all quantiles
   * @param p99Nanos 99 % took no longer
   * @param maxNanos the longest, exactly
   * @param buckets those that hold any, shortest first
   */
  public record Latency(
      long requests,
      long totalNanos,
      long p50Nanos,
      long p99Nanos,
      long maxNanos,
      List<Bucket> buckets) {

    /** Requests that took from {@code fromNanos} up to, but not, {@code toNanos}. */
    public record Bucket(long fromNanos, long toNanos, long requests) {}
  }

  /**
   * The network device the bytes left by, and what was done for it.
   *
   * @param kind {@code loopback}, {@code hardware}, {@code veth}, {@code bridge}, {@code virtual},
   *     {@code unknown}
   * @param driver of hardware; else empty
   * @param bridge that the device, or the other end of a {@code veth} pair, is a port of
   * @param frames handed to it
   * @param segments packets that those are cut into: more than frames where segmentation is left to
   *     the device (TSO)
   * @param linearisedBytes copied into one piece for it, as it takes no scattered memory
   * @param scatterGather {@code yes}, {@code no}, or {@code unknown} before anything left
   * @param segmentation {@code yes} when it was handed frames of several packets; likewise
   * @param completedFrames given back by the driver, matched one by one; verify mode
   * @param completionNanos from the driver's taking those to giving them back, summed
   * @param completion why they are not matched; empty when they are
   */
  public record Network(
      String kind,
      String driver,
      String bridge,
      long frames,
      long segments,
      long linearisedBytes,
      String scatterGather,
      String segmentation,
      long completedFrames,
      long completionNanos,
      String completion) {}
}
