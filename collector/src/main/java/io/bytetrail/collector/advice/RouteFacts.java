package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.report.EvidenceKind;
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
 *     leaves the page cache alone, and so does not tell what would be in it; and without a program
 *     that sees look-ups nobody knows
 * @param pressure whether the pages it brings in take others' place
 * @param egress what the bytes leave by, as far as it was calibrated
 */
record RouteFacts(
    Way way,
    double size,
    double hitShare,
    boolean residencyKnown,
    boolean pressure,
    Egress egress) {
  /** Share of what it missed that had been evicted before, or evicted something. */
  private static final double PRESSED = 0.1;

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
    boolean seen = route.evidence().cache() != EvidenceKind.UNKNOWN;
    boolean known = direct ? route.cacheHealth().files() > 0 : seen;
    double hit = direct ? hitsIfCached(route) : seen ? hits(route) : 0;
    return Optional.of(
        new RouteFacts(
            new Way(technique.get(), chunk), size, hit, known, isPressed(route), egress(route)));
  }

  private static double hits(Route route) {
    long known = route.cacheHitBytes() + route.readAheadBytes() + route.stalledBytes();
    return known == 0 ? 1 : Math.min(1, (double) route.cacheHitBytes() / known);
  }

  /**
   * Of a route that goes past the page cache: what of its files is there all the same, or would be
   * after the first pass when it reads them again and again.
   */
  private static double hitsIfCached(Route route) {
    Route.CacheHealth health = route.cacheHealth();
    if (health.sizeBytes() == 0) {
      return 0;
    }
    double there = (double) health.residentBytes() / health.sizeBytes();
    double again = 1 - (double) health.sizeBytes() / route.fileBytes();
    return Math.max(0, Math.min(1, Math.max(there, again)));
  }

  private static boolean isPressed(Route route) {
    long missed = route.readAheadBytes() + route.stalledBytes();
    Route.CacheHealth health = route.cacheHealth();
    return missed > 0
        && Math.max(health.refaultedBytes(), health.evictingBytes()) > PRESSED * missed;
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
