package io.bytetrail.collector.report;

import java.util.List;

/**
 * What a route had of the device, by the kernel's account of the threads in calls that were chosen
 * at random. It stands beside the kernel's own programs' figure only where both were asked for.
 *
 * @param calls chosen
 * @param oneIn the largest number of calls of which one was chosen; 1: every call was
 * @param deviceReadBytes fetched from a device in all its calls, estimated
 * @param interval where that lies, from and to, with the confidence given
 * @param confidence 0.95
 */
public record DeviceSample(
    long calls, long oneIn, long deviceReadBytes, List<Long> interval, double confidence) {
  /** Of a route that nothing was sampled of. */
  public static final DeviceSample NONE = new DeviceSample(0, 0, 0, List.of(0L, 0L), 0);

  public DeviceSample {
    interval = List.copyOf(interval);
  }

  /** Whether any call was chosen. */
  public boolean wasTaken() {
    return calls > 0;
  }

  /**
   * Of two routes together. The interval is at least as wide as it need be: they are in the one of
   * each with the confidence that is given, but rarely at the same end of both.
   */
  DeviceSample plus(DeviceSample more) {
    return new DeviceSample(
        calls + more.calls,
        Math.max(oneIn, more.oneIn),
        deviceReadBytes + more.deviceReadBytes,
        List.of(interval.get(0) + more.interval.get(0), interval.get(1) + more.interval.get(1)),
        Math.max(confidence, more.confidence));
  }
}
