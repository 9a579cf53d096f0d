package io.bytetrail.hooks;

import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.SizeClass;

/** A line of Java that opens files or uses sockets. */
final class Site {
  private static final int SIZE_CLASSES = SizeClass.values().length;

  final int id;
  final String text;
  final String via;

  /** Whether no code outside the JDK is on its stacks. */
  final boolean isJdks;

  /** By size class; behind those the ones of files whose zero-copy was refused. */
  private final Origin[] origins = new Origin[SIZE_CLASSES * Link.REFUSALS];

  Site(int id, String text, String via, boolean isJdks) {
    this.id = id;
    this.text = text;
    this.via = via;
    this.isJdks = isJdks;
  }

  Origin origin(SizeClass sizeClass) {
    return refused(sizeClass, Link.IDENTITY);
  }

  /** Of files for which zero-copy was asked and refused. */
  Origin refused(SizeClass sizeClass, int refusal) {
    int index = Link.refusalIndex(refusal) * SIZE_CLASSES + sizeClass.code();
    Origin origin = origins[index];
    if (origin == null) {
      Installation.LOCK.lock();
      origin = origins[index];
      if (origin == null) {
        origin = new Origin(this, sizeClass, refusal);
        origins[index] = origin;
      }
      Installation.LOCK.unlock();
    }
    return origin;
  }
}
