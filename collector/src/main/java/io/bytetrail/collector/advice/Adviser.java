package io.bytetrail.collector.advice;

import io.bytetrail.collector.report.Advice;

/**
 * Says what to do about a route.
 *
 * <p>Which strategy is cheapest depends on the host: zero-copy has been measured to be the dearer
 * one for some sizes. Without a calibration a verdict is only given where none could change it.
 */
public final class Adviser {
  /**
   * Advice for one route.
   *
   * @param strategy what the route does now
   * @param touchesFile whether it takes bytes from files or gives bytes to them
   */
  public Advice advise(String strategy, boolean touchesFile) {
    if (!touchesFile) {
      return Advice.keep(strategy, "no file is involved: there is no copy path to choose");
    }
    return Advice.unknown(
        strategy,
        "not calibrated on this host: what a copy, a call and a fault cost here is not known");
  }
}
