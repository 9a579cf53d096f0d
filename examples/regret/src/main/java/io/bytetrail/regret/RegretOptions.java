package io.bytetrail.regret;

import java.nio.file.Path;

/**
 * What the command line and the launcher say.
 *
 * @param quick a small grid
 * @param agent the packaged agent
 * @param server the file server's jar
 * @param output where results go
 */
record RegretOptions(boolean quick, Path agent, Path server, Path output) {
  /** Runs of each strategy in each cell. */
  int repeats() {
    return 4;
  }

  /** More runs of those that came near the best. */
  int moreRepeats() {
    return quick ? 10 : 16;
  }

  /** About the time of one of them. */
  long runNanos() {
    return quick ? 60_000_000L : 80_000_000L;
  }
}
