package io.bytetrail.collector.cost;

import static io.bytetrail.collector.calibration.Primitive.DIRECT_READ_CPU;
import static io.bytetrail.collector.calibration.Primitive.FAULT;
import static io.bytetrail.collector.calibration.Primitive.FAULT_AROUND;
import static io.bytetrail.collector.calibration.Primitive.HEAP_COPY;
import static io.bytetrail.collector.calibration.Primitive.MAPPING;
import static io.bytetrail.collector.calibration.Primitive.OPEN;
import static io.bytetrail.collector.calibration.Primitive.PAGE_CACHE_COPY;
import static io.bytetrail.collector.calibration.Primitive.PAGE_CACHE_FILL;
import static io.bytetrail.collector.calibration.Primitive.REQUEST;
import static io.bytetrail.collector.calibration.Primitive.SOCKET_CALL;
import static io.bytetrail.collector.calibration.Primitive.SOCKET_COPY;
import static io.bytetrail.collector.calibration.Primitive.SOCKET_REFERENCE;
import static io.bytetrail.collector.calibration.Primitive.SYSTEM_CALL;
import static io.bytetrail.collector.calibration.Primitive.TRANSFER_CALL;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Primitive;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.calibration.Way;
import java.util.List;
import java.util.Map;

/**
 * CPU cost of a GiB as the sum over the hops of its copy path, in s/GiB.
 *
 * <p>With r = GiB ÷ size transfers, k = GiB ÷ min(chunk, size) chunks, m = the share that is not in
 * the page cache, and the measured costs of {@link Primitive}:
 *
 * <pre>
 *   every transfer    r × (request + open)
 *   into the cache    m × pageCacheFill                            (not for direct I/O)
 *   read-write        pageCacheCopy + socketWrite + (k − k64) × (systemCall + socketWriteCall)
 *     in the heap       + 2 × heapCopy
 *   mmap-write        r × mapping + pages ÷ faultAround × fault + socketWrite
 *   sendfile          r × transferToCall + socketTransfer
 *   direct            directReadCpu(chunk, depth 1) + socketWrite
 *   direct-async      directReadCpu(chunk, depth 4) + socketWrite
 *   copy-file-range   2 × pageCacheCopy
 * </pre>
 *
 * where k64 is k at the 64 KiB with which both copies were measured, and there are GiB ÷ 4096
 * pages. Copies whose bytes stay in a processor's cache are cheaper than this, and a large file's
 * dearer: that is why this is only where {@link Kriging} starts from.
 */
final class HopSum {
  private static final double GIB = 1L << 30;
  private static final double LEAST = 1e-3;
  private static final double NANO = 1e-9;
  private static final double PAGE = 4096;
  private static final double MEASURED_CHUNK = 64 << 10;
  private static final double LARGE = 512 << 10;
  private static final double MIDDLE = 16 << 10;

  private final Map<String, Primitive> primitives;

  HopSum(Profile profile) {
    primitives = profile.primitives();
  }

  /** Whether everything that sums are made of was measured, but for direct I/O. */
  boolean isKnown() {
    return primitives
        .keySet()
        .containsAll(
            List.of(
                REQUEST,
                OPEN,
                PAGE_CACHE_COPY,
                HEAP_COPY,
                SOCKET_COPY,
                SOCKET_REFERENCE,
                FAULT,
                MAPPING));
  }

  /** CPU cost of a cell in s/GiB, more than 0. */
  double cpu(Cell cell) {
    double size = (double) cell.size();
    double hits = cell.residency() == Residency.HOT ? 1 : 0;
    double sum =
        cell.egress() == Egress.FILE ? copy(cell.way(), size) : cpu(cell.way(), size, hits);
    return Math.max(LEAST, sum);
  }

  /** To another file, whose pages are made anew: one copy more instead of the socket's. */
  private double copy(Way way, double size) {
    double each = GIB / size * 2 * nanos(OPEN);
    return each
        + 2 * perGib(PAGE_CACHE_COPY)
        + switch (way.technique()) {
          case STREAM, HEAP -> 2 * perGib(HEAP_COPY) + calls(way.chunk(), size);
          default -> 0;
        };
  }

  /** CPU cost in s/GiB. */
  double cpu(Way way, double size, double hitShare) {
    double transfers = GIB / size;
    double each = transfers * (nanos(REQUEST) + nanos(OPEN));
    double fill = way.technique().isDirectIo() ? 0 : (1 - hitShare) * perGib(PAGE_CACHE_FILL);
    return each
        + fill
        + switch (way.technique()) {
          case STREAM, HEAP -> 2 * perGib(HEAP_COPY) + copies() + calls(way.chunk(), size);
          case DIRECT_BUFFER -> copies() + calls(way.chunk(), size);
          case MMAP ->
              transfers * nanos(MAPPING)
                  + GIB / PAGE / Math.max(1, perGib(FAULT_AROUND)) * nanos(FAULT)
                  + perGib(SOCKET_COPY);
          case SENDFILE -> transfers * nanos(TRANSFER_CALL) + perGib(SOCKET_REFERENCE);
          case DIRECT_IO -> direct(Math.min(way.chunk(), size), 1) + perGib(SOCKET_COPY);
          case DIRECT_ASYNC -> direct(Math.min(way.chunk(), size), 4) + perGib(SOCKET_COPY);
          case COPY_FILE_RANGE -> 2 * perGib(PAGE_CACHE_COPY);
        };
  }

  /** What another size of the buffer adds to a read and a write of each chunk, in s/GiB. */
  double calls(double chunk, double size) {
    double more = GIB / Math.min(chunk, size) - GIB / MEASURED_CHUNK;
    return more * (nanos(SYSTEM_CALL) + nanos(SOCKET_CALL));
  }

  /** One more system call for each chunk, in s/GiB. */
  double systemCalls(double chunk) {
    return GIB / chunk * nanos(SYSTEM_CALL);
  }

  private double copies() {
    return perGib(PAGE_CACHE_COPY) + perGib(SOCKET_COPY);
  }

  private double direct(double chunk, int depth) {
    String size = chunk >= LARGE ? "1MiB" : chunk >= MIDDLE ? "64KiB" : "4KiB";
    return perGib(DIRECT_READ_CPU + "." + size + "." + depth);
  }

  private double nanos(String name) {
    return perGib(name) * NANO;
  }

  private double perGib(String name) {
    Primitive known = primitives.get(name);
    return known == null ? 0 : Math.max(0, known.figure().median());
  }
}
