package io.bytetrail.hooks;

import io.bytetrail.ledger.SizeClass;

/** A line of Java that opens files or uses sockets. */
final class Site {
  final int id;
  final String text;
  final String via;
  private final Origin[] origins = new Origin[SizeClass.values().length];

  Site(int id, String text, String via) {
    this.id = id;
    this.text = text;
    this.via = via;
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
