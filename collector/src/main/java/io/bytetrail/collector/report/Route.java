package io.bytetrail.collector.report;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * One row of the report: a lane, or a chain of two lanes from a file to where its bytes went.
 *
 * <p>Bytes are bytes, times nanoseconds; all counts are since the kernel began to count. Made by
 * {@code RouteBuilder}, which names each figure: what it is not told is 0, empty or {@code NONE}.
 *
 * @param site where the application opened the file (or socket, for a route without a file)
 * @param strategy {@code read-write}, {@code mmap-write}, {@code sendfile}, {@code
 *     sendfile-copied}, {@code direct}, {@code direct-async}, {@code copy-file-range}, {@code
 *     read}, <code>write</code> or {@code mmap}
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
 * @param movement who moved the bytes: storage, direct I/O, latencies, network
 * @param cacheHealth what became of its pages in the page cache
 * @param outcome what became of earlier advice
 * @param writes what became of the bytes it gave to files
 * @param accounted what it had of the device, by calls that were chosen at random
 * @param advice what to do about it
 */
@RecordBuilder
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
    Movement movement,
    CacheHealth cacheHealth,
    Outcome outcome,
    Writes writes,
    DeviceSample accounted,
    Advice advice)
    implements RouteBuilder.With {
  public Route {
    // What a builder was not told, and what an older build's report does not have.
    operations = operations == null ? List.of() : operations;
    device = device == null ? "" : device;
    filesystem = filesystem == null ? "" : filesystem;
    netdev = netdev == null ? "" : netdev;
    file = file == null ? "" : file;
    hops = hops == null ? List.of() : hops;
    lineage = lineage == null ? Lineage.EXACT : lineage;
    movement = movement == null ? Movement.NONE : movement;
    cacheHealth = cacheHealth == null ? CacheHealth.NONE : cacheHealth;
    outcome = outcome == null ? Outcome.NONE : outcome;
    writes = writes == null ? Writes.NONE : writes;
    accounted = accounted == null ? DeviceSample.NONE : accounted;
  }

  /**
   * What became of a route's pages in the page cache. The kernel's programs have seen all of it;
   * who did it to whom is in {@link Report#evictions}.
   *
   * @param evictedBytes taken by memory reclaim from files that this route was the last to read
   * @param evictingBytes reclaimed, from whichever file, by this route's own threads, to make room
   * @param refaultedBytes brought in again after they had been reclaimed
   * @param wastedReadAheadBytes brought in for this route, and never read by it; of no file byte a
   *     part
   * @param files how many of the files it reads are known: the last ones
   * @param sizeBytes their sizes, summed
   * @param residentBytes of these, in the page cache now; a file read by two routes is in both
   */
  public record CacheHealth(
      long evictedBytes,
      long evictingBytes,
      long refaultedBytes,
      long wastedReadAheadBytes,
      long files,
      long sizeBytes,
      long residentBytes) {
    public static final CacheHealth NONE = new CacheHealth(0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * What became of the bytes that a route gave to files through the page cache. The kernel's
   * programs have seen all of it. Pages count whole; what several routes wrote to before a device
   * got it is divided between them in equal shares.
   *
   * @param cachedBytes copied into the page cache by calls; whole pages on btrfs, and 0 on
   *     filesystems that tell nothing of single calls
   * @param residentBytes of these, into pages that were in the cache already: write hits
   * @param overwrittenBytes of these, over bytes that were still to be written: the cache has
   *     absorbed them, they cost no write of their own
   * @param dirtiedBytes pages made dirty, by calls or by stores through a mapping
   * @param writtenBackBytes of those pages, handed to a device since, by whatever thread
   * @param neverWrittenBytes of those pages, truncated or deleted before that
   * @param forces calls that waited until all was on the device
   * @param forceNanos time that threads were asleep in them
   */
  public record Writes(
      long cachedBytes,
      long residentBytes,
      long overwrittenBytes,
      long dirtiedBytes,
      long writtenBackBytes,
      long neverWrittenBytes,
      long forces,
      long forceNanos) {
    public static final Writes NONE = new Writes(0, 0, 0, 0, 0, 0, 0, 0);

    Writes plus(Writes more) {
      return new Writes(
          cachedBytes + more.cachedBytes,
          residentBytes + more.residentBytes,
          overwrittenBytes + more.overwrittenBytes,
          dirtiedBytes + more.dirtiedBytes,
          writtenBackBytes + more.writtenBackBytes,
          neverWrittenBytes + more.neverWrittenBytes,
          forces + more.forces,
          forceNanos + more.forceNanos);
    }
  }

  /** Whether it takes bytes from files or gives bytes to them. */
  public boolean hasFile() {
    return fileBytes > 0 || !filesystem.isEmpty();
  }
}
