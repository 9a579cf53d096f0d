package io.bytetrail.collector.surface;

/** An operation that this machine does not offer, and why. */
final class NotHere extends Exception {
  private static final long serialVersionUID = 1L;

  NotHere(String why) {
    super(why, null, false, false);
  }
}
