package io.bytetrail.hooks;

import io.bytetrail.ledger.SizeClass;

/** A line of Java that opens files or uses sockets. */
final class Site {
  final int id;
  private final Origin[] origins = new Origin[SizeClass.values().length];

  Site(int id) {
    this.id = id;
  }

  Origin origin(SizeClass sizeClass) {
    Origin origin = origins[sizeClass.code()];
    if (origin == null) {
      Installation.LOCK.lock();
      origin = origins[sizeClass.code()];
      if (origin == null) {
        origin = new Origin(this, sizeClass);
        origins[sizeClass.code()] = origin;
      }
      Installation.LOCK.unlock();
    }
    return origin;
  }
}
