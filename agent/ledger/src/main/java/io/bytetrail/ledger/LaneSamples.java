package io.bytetrail.ledger;

/**
 * What a lane's calls had of the device, in those chosen at random: see {@link LedgerDescriptor}.
 *
 * @param calls chosen
 * @param lotReadBytes fetched from a device in those of them that were one in several
 * @param deviceReadBytes fetched in all of them
 * @param unseenReadBytes taken to be fetched in the calls not chosen
 * @param squares the estimated variance of that, in bytes squared
 * @param oneIn the largest number of calls of which one was to be chosen
 * @param largestReadBytes the most that was fetched in one call
 * @param largestCallBytes the largest result of a chosen call
 */
public record LaneSamples(
    long calls,
    long lotReadBytes,
    long deviceReadBytes,
    long unseenReadBytes,
    double squares,
    long oneIn,
    long largestReadBytes,
    long largestCallBytes) {
  public static final LaneSamples NONE = new LaneSamples(0, 0, 0, 0, 0, 0, 0, 0);

  /** What came after {@code earlier}; what is largest is so of all. */
  public LaneSamples minus(LaneSamples earlier) {
    return new LaneSamples(
        calls - earlier.calls,
        lotReadBytes - earlier.lotReadBytes,
        deviceReadBytes - earlier.deviceReadBytes,
        unseenReadBytes - earlier.unseenReadBytes,
        Math.max(0, squares - earlier.squares),
        oneIn,
        largestReadBytes,
        largestCallBytes);
  }

  /** A part of it, from 0 to 1, for a lane that is shared out. */
  public LaneSamples part(double share) {
    return new LaneSamples(
        calls,
        Math.round(lotReadBytes * share),
        Math.round(deviceReadBytes * share),
        Math.round(unseenReadBytes * share),
        squares * share * share,
        oneIn,
        Math.round(largestReadBytes * share),
        Math.round(largestCallBytes * share));
  }

  /** Both, one after the other. */
  public LaneSamples plus(LaneSamples later) {
    return new LaneSamples(
        calls + later.calls,
        lotReadBytes + later.lotReadBytes,
        deviceReadBytes + later.deviceReadBytes,
        unseenReadBytes + later.unseenReadBytes,
        squares + later.squares,
        Math.max(oneIn, later.oneIn),
        Math.max(largestReadBytes, later.largestReadBytes),
        Math.max(largestCallBytes, later.largestCallBytes));
  }
}
