package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.CopyHooks;
import net.bytebuddy.asm.Advice;

/**
 * {@code Files.copy} of two paths, and {@code Files.move} where a rename won't do: both files are
 * opened, copied by the kernel and closed in one Java method. Up to JDK 20 it is a static one of a
 * class of its own, later one of the filesystem's; the arguments are the same.
 */
record CopyFileInstrumentation(String type) implements TypeInstrumentation {
  @Override
  public void transform(Weaver weaver) {
    weaver.advise(
        "copyFile",
        "(Lsun/nio/fs/UnixPath;Lsun/nio/fs/UnixFileAttributes;Lsun/nio/fs/UnixPath;L"
            + type.replace('.', '/')
            + "$Flags;J)V",
        CopyAdvice.class);
  }

  static final class CopyAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.Argument(0) Object source, @Advice.Argument(1) Object attributes) {
      return CopyHooks.enterCopy(source, attributes);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(2) Object target,
        @Advice.Thrown Throwable thrown) {
      CopyHooks.exitCopy(context, target, thrown);
    }
  }
}
