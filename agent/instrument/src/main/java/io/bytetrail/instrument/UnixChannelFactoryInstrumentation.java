package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/**
 * Where {@code FileChannel.open}, {@code Files.newByteChannel}, {@code Files.newInputStream} and
 * asynchronous file channels get their descriptors. 17 passes one argument more.
 */
final class UnixChannelFactoryInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.nio.fs.UnixChannelFactory";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise(
            "open",
            "(ILsun/nio/fs/UnixPath;Lsun/nio/fs/UnixChannelFactory$Flags;I)"
                + "Ljava/io/FileDescriptor;",
            OpenAdvice.class)
        .advise(
            "open",
            "(ILsun/nio/fs/UnixPath;Ljava/lang/String;Lsun/nio/fs/UnixChannelFactory$Flags;I)"
                + "Ljava/io/FileDescriptor;",
            Open17Advice.class);
  }

  static final class OpenAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(1) Object path,
        @Advice.Argument(2) Object flags,
        @Advice.Return FileDescriptor fd) {
      Hooks.opened(fd, path, flags);
    }
  }

  static final class Open17Advice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(1) Object path,
        @Advice.Argument(3) Object flags,
        @Advice.Return FileDescriptor fd) {
      Hooks.opened(fd, path, flags);
    }
  }
}
