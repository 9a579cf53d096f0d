package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What advice on {@code Files.copy} calls; as {@link Hooks}. The JDK opens both files for itself,
 * without a descriptor of Java's, and lets the kernel copy in one native call.
 */
public final class CopyHooks {
  private CopyHooks() {}

  /** Before a regular file is copied. */
  public static Context enterCopy(Object source, Object attributes) {
    Context context = Contexts.current();
    if (context.isInside() || PathNames.isTheKernels(source)) {
      return null;
    }
    OpenFile file;
    Lane lane;
    long before = context.enterOwn();
    try {
      SizeClass sizeClass = SizeClass.ofBytes(((BasicFileAttributes) attributes).size());
      Origin origin = Sites.current(context).origin(sizeClass);
      file = new OpenFile(null, OpenFile.Type.FILE, origin, source);
      lane = file.lane(Operation.FILES_COPY);
    } finally {
      context.leaveOwn(before);
    }
    return context.enter(file, lane, context.newTransfer(), true);
  }

  /** After it: the target was new, so that what is in it now has been copied. */
  public static void exitCopy(Context context, Object target, Throwable thrown) {
    if (context != null) {
      context.leave(thrown == null ? size(context, target) : 0, 0, thrown);
    }
  }

  private static long size(Context context, Object file) {
    long before = context.enterOwn();
    try {
      return Files.size((Path) file);
    } catch (IOException e) {
      // Somebody has been quick to remove it.
      return 0;
    } finally {
      context.leaveOwn(before);
    }
  }
}
