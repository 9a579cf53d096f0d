package io.bytetrail.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bytes a second with a watcher ÷ without, by the name of the row.
 *
 * @param bytetrail with everything on
 * @param jfr with JFR's file and socket events, each of them
 */
record Ratios(Map<String, Spread> bytetrail, Map<String, Spread> jfr) {
  static Map<String, Spread> spreads(Map<String, ? extends Collection<Double>> samples) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    samples.forEach((row, ratios) -> spreads.put(row, Spread.of(ratios)));
    return spreads;
  }
}
