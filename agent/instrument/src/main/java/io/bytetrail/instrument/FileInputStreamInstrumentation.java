package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** The three public reads: each calls a native method of its own, which advice cannot reach. */
final class FileInputStreamInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.io.FileInputStream";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("open", "(Ljava/lang/String;)V", OpenAdvice.class)
        .advise("read", "()I", ReadByteAdvice.class)
        .advise("read", "([B)I", ReadAdvice.class)
        .advise("read", "([BII)I", ReadRangeAdvice.class);
  }

  /** The descriptor is open: note who opened it. */
  static final class OpenAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) String path) {
      Hooks.opened(fd, path, false);
    }
  }

  static final class ReadByteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.FieldValue("fd") FileDescriptor fd) {
      return Hooks.enterRead(fd, Operation.FILE_INPUT_STREAM_READ, 1);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context, @Advice.Return int value, @Advice.Thrown Throwable thrown) {
      Hooks.exitRead(context, value, thrown);
    }
  }

  static final class ReadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) byte[] array) {
      return Hooks.enterRead(
          fd, Operation.FILE_INPUT_STREAM_READ, array == null ? 0 : array.length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) byte[] array,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitRead(context, array, 0, bytes, thrown);
    }
  }

  static final class ReadRangeAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(2) int length) {
      return Hooks.enterRead(fd, Operation.FILE_INPUT_STREAM_READ, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitRead(context, array, offset, bytes, thrown);
    }
  }
}
