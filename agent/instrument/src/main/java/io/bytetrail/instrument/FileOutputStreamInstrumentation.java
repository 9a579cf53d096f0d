package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** The three public writes: each calls a native method of its own, which advice cannot reach. */
final class FileOutputStreamInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.io.FileOutputStream";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("open", "(Ljava/lang/String;Z)V", OpenAdvice.class)
        .advise("write", "(I)V", WriteByteAdvice.class)
        .advise("write", "([B)V", WriteAdvice.class)
        .advise("write", "([BII)V", WriteRangeAdvice.class);
  }

  /** The descriptor is open: note who opened it. */
  static final class OpenAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) String path) {
      Hooks.opened(fd, path, true);
    }
  }

  static final class WriteByteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.FieldValue("fd") FileDescriptor fd) {
      return Hooks.enterWrite(fd, Operation.FILE_OUTPUT_STREAM_WRITE, null, 0, 1);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Context context, @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, thrown);
    }
  }

  static final class WriteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) byte[] array) {
      return Hooks.enterWrite(
          fd, Operation.FILE_OUTPUT_STREAM_WRITE, array, 0, array == null ? 0 : array.length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) byte[] array,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, array, thrown);
    }
  }

  static final class WriteRangeAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      return Hooks.enterWrite(fd, Operation.FILE_OUTPUT_STREAM_WRITE, array, offset, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, offset, length, thrown == null ? length : 0, thrown);
    }
  }
}
