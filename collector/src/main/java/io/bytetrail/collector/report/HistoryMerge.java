package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The pasts of several JVMs as one: equal spans from the first beginning to the last end. What a
 * point tells is spread evenly over its span; the sums stay the same to the byte.
 */
final class HistoryMerge {
  private HistoryMerge() {}

  static History of(List<History> all) {
    List<History> pasts = all.stream().filter(past -> !past.points().isEmpty()).toList();
    if (pasts.isEmpty()) {
      return History.NONE;
    }
    long from = pasts.stream().mapToLong(History::fromMillis).min().getAsLong();
    long until = pasts.stream().mapToLong(HistoryMerge::untilMillis).max().getAsLong();
    int count = pasts.stream().mapToInt(past -> past.points().size()).max().getAsInt();
    List<History.Point> points = new ArrayList<>();
    History.Point before = History.Point.of(from, List.of());
    for (int i = 1; i <= count; i++) {
      long at = from + (until - from) * i / count;
      History.Point now = History.Point.of(at, List.of());
      for (History past : pasts) {
        now = now.plus(sumsUntil(past, at));
      }
      points.add(now.minus(before));
      before = now;
    }
    return new History(from, points);
  }

  private static long untilMillis(History past) {
    return past.points().get(past.points().size() - 1).untilMillis();
  }

  /** All that came until a moment; of the point that it lies in, the part before it. */
  private static History.Point sumsUntil(History past, long at) {
    long[] sums = new long[History.Point.of(at, List.of()).sums().length];
    long from = past.fromMillis();
    for (History.Point point : past.points()) {
      long[] more = point.sums();
      long span = point.untilMillis() - from;
      long part = Math.max(0, Math.min(span, at - from));
      boolean whole = at >= point.untilMillis();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += whole ? more[i] : (long) ((double) more[i] * part / Math.max(1, span));
      }
      from = point.untilMillis();
    }
    return History.Point.of(at, sums);
  }
}
