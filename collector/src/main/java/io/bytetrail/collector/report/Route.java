package io.bytetrail.collector.report;

import java.util.List;

/**
 * One row of the report: a lane, or a chain of two lanes from a file to where its bytes went.
 *
 * <p>Bytes are bytes, times nanoseconds; all counts are since the kernel began to count.
 *
 * @param site where the application opened the file (or socket, for a route without a file)
 * @param strategy {@code read-write}, {@code mmap-write}, {@code sendfile}, {@code
 *     sendfile-copied}, {@code direct}, {@code direct-async}, {@code copy-file-range}, {@code
 *     read}, {@code write} or {@code mmap}
 * @param operations the Java operations in the order the bytes meet them
 * @param sizeClass lower bound included, upper excluded: {@code 1MiB-4MiB}
 * @param target {@code socket}, {@code pipe}, {@code file} or {@code memory}
 * @param device the block device under the file, empty when none is known
 * @param filesystem its type, empty when not known
 * @param netdev the network device the bytes left by, empty when none is known
 * @param file path of the first file seen in this route, empty when not known
 * @param transfers passes over a file
 * @param calls Java calls
 * @param fileBytes bytes the application took from (or gave to) files
 * @param cacheHitBytes of these, resident before the route asked for them
 * @param readAheadBytes brought in by the route's own read-ahead, without a wait
 * @param stalledBytes brought in while a thread waited
 * @param stalledNanos time threads waited for the device
 * @param dmaBytes moved by a device
 * @param cpuCopiedBytes copied by the CPU inside the kernel
 * @param jvmCopiedBytes copied by the CPU inside the JVM
 * @param directBytes moved past the page cache
 * @param systemCalls system calls made in the route's lanes
 * @param modeSwitches two for each system call
 * @param majorFaults page faults that waited for a device
 * @param minorFaults page faults served from the page cache
 * @param hops the copy path
 * @param evidence how the system calls and mode switches are known
 * @param lineage how the bytes came from the file to where they went
 * @param advice what to do about it
 */
public record Route(
    String site,
    String strategy,
    List<String> operations,
    String sizeClass,
    String target,
    String device,
    String filesystem,
    String netdev,
    String file,
    long transfers,
    long calls,
    long fileBytes,
    long cacheHitBytes,
    long readAheadBytes,
    long stalledBytes,
    long stalledNanos,
    long dmaBytes,
    long cpuCopiedBytes,
    long jvmCopiedBytes,
    long directBytes,
    long systemCalls,
    long modeSwitches,
    long majorFaults,
    long minorFaults,
    List<Hop> hops,
    RouteEvidence evidence,
    Lineage lineage,
    Advice advice) {
  public Route {
    // Reports of an older build have none.
    lineage = lineage == null ? Lineage.EXACT : lineage;
  }

  /** Whether it takes bytes from files or gives bytes to them. */
  public boolean hasFile() {
    return fileBytes > 0 || !filesystem.isEmpty();
  }
}
