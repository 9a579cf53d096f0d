package io.bytetrail.collector.report;

import java.util.List;
import java.util.Objects;

/**
 * What the service did over time: sums over all routes, a span after the other. Immutable.
 *
 * <p>The sums of all points are the sums of the report's routes.
 *
 * @param fromMillis when the first point's span begins, since the epoch; 0 without points
 * @param points oldest first, with no gap between them
 */
public record History(long fromMillis, List<Point> points) {
  public static final History NONE = new History(0, List.of());

  public History {
    points = List.copyOf(Objects.requireNonNullElse(points, List.of()));
  }

  /**
   * A span of time and what was done in it. Bytes are bytes, times nanoseconds; the names are those
   * of {@link Route}.
   *
   * @param untilMillis end of the span, since the epoch; it begins where the one before ended
   */
  public record Point(
      long untilMillis,
      long fileBytes,
      long cacheHitBytes,
      long readAheadBytes,
      long stalledBytes,
      long stalledNanos,
      long dmaBytes,
      long cpuCopiedBytes,
      long jvmCopiedBytes) {

    static Point of(long untilMillis, List<Route> routes) {
      long[] sums = new long[8];
      for (Route route : routes) {
        sums[0] += route.fileBytes();
        sums[1] += route.cacheHitBytes();
        sums[2] += route.readAheadBytes();
        sums[3] += route.stalledBytes();
        sums[4] += route.stalledNanos();
        sums[5] += route.dmaBytes();
        sums[6] += route.cpuCopiedBytes();
        sums[7] += route.jvmCopiedBytes();
      }
      return of(untilMillis, sums);
    }

    static Point of(long untilMillis, long[] sums) {
      return new Point(
          untilMillis, sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);
    }

    long[] sums() {
      return new long[] {
        fileBytes,
        cacheHitBytes,
        readAheadBytes,
        stalledBytes,
        stalledNanos,
        dmaBytes,
        cpuCopiedBytes,
        jvmCopiedBytes
      };
    }

    /** Both, at the later end. */
    Point plus(Point more) {
      long[] sums = sums();
      long[] others = more.sums();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += others[i];
      }
      return of(Math.max(untilMillis, more.untilMillis), sums);
    }

    /** What came after {@code earlier}: at this one's end. */
    Point minus(Point earlier) {
      long[] sums = sums();
      long[] others = earlier.sums();
      for (int i = 0; i < sums.length; i++) {
        sums[i] -= others[i];
      }
      return of(untilMillis, sums);
    }

    /** The greater of each figure. */
    Point max(Point other) {
      long[] sums = sums();
      long[] others = other.sums();
      for (int i = 0; i < sums.length; i++) {
        sums[i] = Math.max(sums[i], others[i]);
      }
      return of(Math.max(untilMillis, other.untilMillis), sums);
    }
  }
}
