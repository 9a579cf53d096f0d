package io.bytetrail.collector.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.collector.report.History;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the page's script draws. Each list of the past has one number a point.
 *
 * @param fromMillis when the first point's span begins, since the epoch
 * @param untilMillis when each point's span ends
 * @param file file bytes in the span
 * @param hit of these, hits in the page cache
 * @param ahead brought in by read-ahead
 * @param stalled brought in while a thread waited
 * @param waited nanoseconds waited
 * @param routes the copy paths, in the order of the page
 */
record ChartData(
    long fromMillis,
    List<Long> untilMillis,
    List<Long> file,
    List<Long> hit,
    List<Long> ahead,
    List<Long> stalled,
    List<Long> waited,
    List<Sankey> routes) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static ChartData of(History past, List<Sankey> routes) {
    return new ChartData(
        past.fromMillis(),
        column(past, History.Point::untilMillis),
        column(past, History.Point::fileBytes),
        column(past, History.Point::cacheHitBytes),
        column(past, History.Point::readAheadBytes),
        column(past, History.Point::stalledBytes),
        column(past, History.Point::stalledNanos),
        routes);
  }

  private static List<Long> column(History past, ToLongFunction<History.Point> figure) {
    return past.points().stream().map(figure::applyAsLong).toList();
  }

  /** As JSON that may stand in a script element: nothing in it can end that, or begin a comment. */
  String json() {
    try {
      return MAPPER
          .writeValueAsString(this)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // numbers and strings
    }
  }
}
