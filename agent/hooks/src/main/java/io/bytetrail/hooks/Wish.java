package io.bytetrail.hooks;

import io.bytetrail.ledger.SizeClass;

/**
 * What a framework has decided about zero-copy in this thread, for the file it is about to open.
 *
 * <p>It is attached to a file only where that is sure: a wish granted by the file's path, one
 * refused by its exact length while the framework is still serving it.
 */
final class Wish {
  private static final long NONE = -1;

  private Object path;
  private Site site;
  private long length = NONE;
  private int refusal;

  /** The framework will send this file without copies, for the code that asks now. */
  void grant(Object path, Site site) {
    this.path = path;
    this.site = site;
  }

  /** It would have liked to send this many bytes so, and may not. */
  void refuse(long length, int refusal) {
    this.length = length;
    this.refusal = refusal;
  }

  /** It has done with what was refused. */
  void settle() {
    length = NONE;
  }

  /** Under what an opened file is counted. */
  Origin origin(Context context, Object opened, long size, SizeClass sizeClass) {
    if (path != null && path.equals(opened)) {
      Site asked = site;
      path = null;
      site = null;
      return asked.origin(sizeClass);
    }
    Site here = Sites.current(context);
    return size == length ? here.refused(sizeClass, refusal) : here.origin(sizeClass);
  }
}
