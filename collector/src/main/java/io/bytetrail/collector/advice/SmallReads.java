package io.bytetrail.collector.advice;

import io.bytetrail.collector.cost.CostModel;
import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Advice.Prediction;
import io.bytetrail.collector.report.Route;
import java.util.List;
import java.util.Locale;

/**
 * Reads into memory, of bytes that the application wants itself. There is no other strategy, only
 * another number of calls:
 *
 * <pre>
 *   saved = GiB × (1 / chunk − 1 / 64 KiB) × system call        [CPU s/GiB]
 * </pre>
 */
final class SmallReads {
  private static final double GIB = 1L << 30;
  private static final double DAY_NANOS = 86_400e9;
  private static final double BUFFER = 64 << 10;

  /** Below this, a buffer saves more than a copy into it costs. */
  private static final double SMALL = 4096;

  /** What a call costs in a service may be so much less or more than in a loop. */
  private static final double LOW = 0.5;

  private static final double HIGH = 1.5;

  private SmallReads() {}

  /** Whether calls read so much that there is nothing to gain, on whichever host. */
  static boolean areLargeEnough(Route route) {
    double size = (double) route.fileBytes() / Math.max(1, route.transfers());
    double chunk = (double) route.fileBytes() / Math.max(1, route.calls());
    return route.fileBytes() == 0 || chunk >= SMALL || size < 2 * chunk;
  }

  /** Of calls that read little. */
  static Advice advise(Route route, CostModel model, long durationNanos) {
    double size = (double) route.fileBytes() / Math.max(1, route.transfers());
    double chunk = (double) route.fileBytes() / Math.max(1, route.calls());
    double now = model.systemCalls(chunk);
    double then = model.systemCalls(Math.min(size, BUFFER));
    double saved = now - then;
    double gibPerDay =
        durationNanos <= 0 ? 0 : route.fileBytes() / GIB * (DAY_NANOS / durationNanos);
    List<Double> interval = List.of(LOW * saved, HIGH * saved);
    Prediction prediction =
        new Prediction(
            "read with a buffer of 64 KiB",
            now,
            then,
            saved,
            interval,
            saved,
            interval,
            gibPerDay,
            gibPerDay * saved,
            List.of(gibPerDay * interval.get(0), gibPerDay * interval.get(1)),
            gibPerDay * saved,
            Prospect.CONFIDENCE);
    return new Advice(
        Advice.CHANGE,
        "read",
        String.format(
            Locale.ROOT,
            "a call reads %.0f bytes: the system calls alone cost %.2f s a GiB, with a buffer %.3f",
            chunk,
            now,
            then),
        saved,
        interval,
        """
        // before: a system call for each small read
        try (InputStream in = new FileInputStream(file)) { … in.read() … }
        // after: one for each 64 KiB
        try (InputStream in = new BufferedInputStream(new FileInputStream(file), 1 << 16)) { … in.read() … }
        """
            .strip(),
        List.of(),
        prediction,
        List.of(),
        0,
        List.of("the cost of a system call is the calibration's; that of the copies is the same"));
  }
}
