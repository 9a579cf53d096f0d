package io.bytetrail.collector.html;

import io.bytetrail.collector.report.Place;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.Units;
import java.util.List;
import java.util.Locale;

/**
 * A row of a table of figures.
 *
 * @param label what the row is about
 * @param title the same in full; may be empty
 * @param strategy how the bytes are moved; may be empty
 * @param target the card that tells more, by its number; 0 for none
 * @param ofAll share of all bytes, as people read it
 * @param width the same in percent of a bar
 * @param place whose figures they are
 */
record RowView(
    String label,
    String title,
    String strategy,
    int target,
    String ofAll,
    String width,
    Place place) {
  /**
   * A part of what was looked for in the page cache.
   *
   * @param kind {@code hit}, {@code ahead} or {@code stalled}
   * @param width percent
   * @param text the bytes as people read them
   */
  record Part(String kind, String width, String text) {}

  /** Where the bytes were when they were asked for; empty where nobody knows. */
  List<Part> split() {
    long hit = place.sum(Route::cacheHitBytes);
    long ahead = place.sum(Route::readAheadBytes);
    long stalled = place.sum(Route::stalledBytes);
    double sum = (double) hit + ahead + stalled;
    return sum == 0
        ? List.of()
        : List.of(part("hit", hit, sum), part("ahead", ahead, sum), part("stalled", stalled, sum));
  }

  private static Part part(String kind, long bytes, double sum) {
    return new Part(
        kind, String.format(Locale.ROOT, "%.2f", 100 * bytes / sum), Units.bytes(bytes));
  }
}
