package io.bytetrail.collector.metrics;

import java.util.Map;
import java.util.TreeMap;

/** Reads the text that a scrape gives. */
public final class PrometheusText {
  private PrometheusText() {}

  /** The sum of each metric's series, by name. */
  public static Map<String, Double> sums(String text) {
    Map<String, Double> sums = new TreeMap<>();
    text.lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(
            line -> {
              int value = line.lastIndexOf(' ') + 1;
              String name = line.split("[{ ]", 2)[0];
              sums.merge(name, Double.parseDouble(line.substring(value)), Double::sum);
            });
    return sums;
  }
}
