package io.bytetrail.collector.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which files a route is about, where a site opens several and its line alone does not tell. */
final class FileNames {
  private static final int SHOWN_ELEMENTS = 2;

  private final Map<String, Set<String>> bySite = new HashMap<>();

  FileNames(List<Route> routes) {
    for (Route route : routes) {
      if (!route.file().isEmpty()) {
        bySite.computeIfAbsent(route.site(), site -> new HashSet<>()).add(route.file());
      }
    }
  }

  /** {@code such as /var/kafka/orders-0/00000000000000000000.log}; empty where it is clear. */
  String of(Route route) {
    return isOneOfSeveral(route) ? "such as " + route.file() : "";
  }

  /** {@code , such as orders-0/00000000000000000000.log}. */
  String brief(Route route) {
    if (!isOneOfSeveral(route)) {
      return "";
    }
    int from = route.file().length();
    for (int i = 0; i < SHOWN_ELEMENTS && from > 0; i++) {
      from = route.file().lastIndexOf('/', from - 1);
    }
    return ", such as " + route.file().substring(from + 1);
  }

  private boolean isOneOfSeveral(Route route) {
    return !route.file().isEmpty() && bySite.get(route.site()).size() > 1;
  }
}
