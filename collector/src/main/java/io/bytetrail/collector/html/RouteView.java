package io.bytetrail.collector.html;

import io.bytetrail.collector.report.Place;
import io.bytetrail.collector.report.Route;

/**
 * A route's card.
 *
 * @param number from 1, most bytes first
 * @param ofAll share of all file bytes, as people read it
 * @param hasPath whether there is a path to draw
 */
record RouteView(int number, Route route, String ofAll, boolean hasPath) {
  /** {@code Download.send:88}. */
  String name() {
    return Place.shortSite(route.site());
  }

  /** Files of which size, in words. */
  String size() {
    return switch (route.sizeClass()) {
      case "growing" -> "growing files";
      case "unknown" -> "size unknown";
      default -> route.sizeClass().replace("-", "–");
    };
  }

  boolean isOpen() {
    return number <= 3;
  }
}
