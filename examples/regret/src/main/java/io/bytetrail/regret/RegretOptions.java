package io.bytetrail.regret;

import java.nio.file.Path;

/**
 * What the command line and the launcher say.
 *
 * @param quick a small grid
 * @param agent the packaged agent
 * @param server the file server's jar
 * @param output where results go
 * @param profile a calibration to take; null to make one first
 */
record RegretOptions(boolean quick, Path agent, Path server, Path output, Path profile) {
  /** Runs of each strategy in each cell. */
  int repeats() {
    return quick ? 3 : 5;
  }

  /** About the time of one of them. */
  long runNanos() {
    return quick ? 50_000_000L : 100_000_000L;
  }
}
