package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.report.Route;
import java.util.List;
import java.util.Optional;

/**
 * What a verdict needs to know of a route.
 *
 * @param way how it transfers now
 * @param size bytes of a transfer, the mean
 * @param hitShare of its bytes, resident before it asked for them, 0 to 1
 * @param residencyKnown whether {@code hitShare} says anything of other strategies: direct I/O
 *     leaves the page cache alone, and so does not tell what would be in it
 * @param egress what the bytes leave by, as far as it was calibrated
 */
record RouteFacts(Way way, double size, double hitShare, boolean residencyKnown, Egress egress) {
  private static final double LARGEST_CHUNK = 64 << 20;

  /** Of a route that moves bytes on from a file; empty when how it does so is not known. */
  static Optional<RouteFacts> of(Route route) {
    Optional<Technique> technique = technique(route);
    if (technique.isEmpty() || route.transfers() == 0 || route.fileBytes() == 0) {
      return Optional.empty();
    }
    double size = (double) route.fileBytes() / route.transfers();
    int chunk = technique.get().hasChunk() ? chunk(route) : 0;
    boolean direct = technique.get().isDirectIo();
    long known = route.cacheHitBytes() + route.readAheadBytes() + route.stalledBytes();
    double hit = known == 0 ? 1 : Math.min(1, (double) route.cacheHitBytes() / known);
    return Optional.of(
        new RouteFacts(
            new Way(technique.get(), chunk), size, direct ? 0 : hit, !direct, egress(route)));
  }

  /** What lies between the read and the write can be told by the copies in the JVM. */
  private static Optional<Technique> technique(Route route) {
    boolean heap = route.jvmCopiedBytes() >= route.fileBytes();
    List<String> operations = route.operations();
    return switch (route.strategy()) {
      case "read-write" ->
          Optional.of(
              operations.get(0).startsWith("FileChannel.read")
                  ? (heap ? Technique.HEAP : Technique.DIRECT_BUFFER)
                  : Technique.STREAM);
      case "mmap-write" -> Optional.of(Technique.MMAP);
      case "sendfile" -> Optional.of(Technique.SENDFILE);
      case "direct" -> Optional.of(Technique.DIRECT_IO);
      case "direct-async" -> Optional.of(Technique.DIRECT_ASYNC);
      case "copy-file-range" -> Optional.of(Technique.COPY_FILE_RANGE);
      default -> Optional.empty();
    };
  }

  /** Bytes that a call moves: half of the calls read, half write. */
  private static int chunk(Route route) {
    double each = 2.0 * route.fileBytes() / Math.max(1, route.calls());
    return (int) Math.max(1, Math.min(LARGEST_CHUNK, each));
  }

  /** {@code veth} is measured as such; anything else like loopback, without what a NIC adds. */
  private static Egress egress(Route route) {
    if (route.target().equals("file")) {
      return Egress.FILE;
    }
    return route.netdev().isEmpty() || route.netdev().equals("lo") ? Egress.LOOPBACK : Egress.VETH;
  }
}
