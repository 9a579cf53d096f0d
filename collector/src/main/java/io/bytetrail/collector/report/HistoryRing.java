package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the past of a service in a bounded number of points, however long it runs: when they are
 * all used, each two neighbours become one, and further points are as long as those.
 *
 * <p>Reports come when they come, once a period and when somebody asks: a point is closed by the
 * first that is late enough. What was counted since then is a last, shorter point. Not thread-safe.
 */
public final class HistoryRing {
  /** A point a second for six minutes, then one in two seconds for twelve, and so on. */
  static final int MOST_POINTS = 360;

  private final List<History.Point> closed = new ArrayList<>();
  private final long fromMillis;
  private long spanMillis;
  private History.Point told; // what all closed points add up to
  private History.Point latest; // the same with what came after them

  /**
   * A past that begins now.
   *
   * @param nowMillis since the epoch
   * @param periodMillis length of the first points, positive
   */
  public HistoryRing(long nowMillis, long periodMillis) {
    fromMillis = nowMillis;
    spanMillis = Math.max(1, periodMillis);
    told = History.Point.of(nowMillis, List.of());
    latest = told;
  }

  /**
   * The past up to now.
   *
   * @param nowMillis since the epoch; a clock that was put back gives points of no length, never
   *     negative ones
   * @param routes sums since counting began
   */
  public History add(long nowMillis, List<Route> routes) {
    return add(History.Point.of(nowMillis, routes));
  }

  History add(History.Point sums) {
    // A figure that is shared out among routes may shrink by some bytes: a past does not.
    latest = latest.max(sums);
    // Reports of one period never come exactly one period apart.
    if (latest.untilMillis() - told.untilMillis() >= spanMillis * 9 / 10) {
      closed.add(latest.minus(told));
      told = latest;
      if (closed.size() == MOST_POINTS) {
        thin();
      }
    }
    List<History.Point> points = new ArrayList<>(closed);
    if (latest.untilMillis() > told.untilMillis() || !latest.equals(told)) {
      points.add(latest.minus(told));
    }
    return new History(fromMillis, points);
  }

  private void thin() {
    for (int i = 0; i < MOST_POINTS / 2; i++) {
      closed.set(i, closed.get(2 * i).plus(closed.get(2 * i + 1)));
    }
    closed.subList(MOST_POINTS / 2, MOST_POINTS).clear();
    spanMillis *= 2;
  }
}
