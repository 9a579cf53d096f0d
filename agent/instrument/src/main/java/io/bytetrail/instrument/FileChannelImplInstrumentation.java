package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import java.io.FileDescriptor;
import java.nio.MappedByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Mappings, and on JDK 17 {@code transferTo}, whose native method is in this class there; from 21
 * on it is the dispatcher's.
 */
final class FileChannelImplInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.nio.ch.FileChannelImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise(
            "map",
            "(Ljava/nio/channels/FileChannel$MapMode;JJ)Ljava/nio/MappedByteBuffer;",
            MapAdvice.class)
        .advise(
            "transferToDirectlyInternal",
            "(JILjava/nio/channels/WritableByteChannel;Ljava/io/FileDescriptor;)J",
            TransferAdvice.class);
  }

  /** Only after it: mapping moves nothing, and on 25 may park a virtual thread. */
  static final class MapAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Return MappedByteBuffer buffer) {
      Hooks.mapped(fd, buffer);
    }
  }

  static final class TransferAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd,
        @Advice.Argument(0) long position,
        @Advice.Argument(3) FileDescriptor target) {
      return Hooks.enterTransfer(fd, position, target);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context, @Advice.Return long bytes, @Advice.Thrown Throwable thrown) {
      Hooks.exitTransfer(context, bytes, thrown);
    }
  }
}
