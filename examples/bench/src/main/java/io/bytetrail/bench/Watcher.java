package io.bytetrail.bench;

import java.util.Locale;

/** What watches a server while its throughput is measured. */
enum Watcher {
  NONE,
  BYTETRAIL,
  JFR;

  String label() {
    return this == NONE ? "alone" : "with " + name().toLowerCase(Locale.ROOT);
  }
}
