package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.LineHooks;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import java.io.RandomAccessFile;
import net.bytebuddy.asm.Advice;

/**
 * The three public reads and writes, in which what {@code DataInput} and {@code DataOutput} add
 * ends; but for two writes of strings, and later JDKs' {@code readLine}, which call the native
 * methods for themselves.
 */
final class RandomAccessFileInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.io.RandomAccessFile";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("open", "(Ljava/lang/String;I)V", OpenAdvice.class)
        .advise("seek", "(J)V", SeekAdvice.class)
        .advise("read", "()I", ReadByteAdvice.class)
        .advise("read", "([B)I", ReadAdvice.class)
        .advise("read", "([BII)I", ReadRangeAdvice.class)
        .advise("implReadLine", "()Ljava/lang/String;", ReadLineAdvice.class)
        .advise("write", "(I)V", WriteByteAdvice.class)
        .advise("write", "([B)V", WriteAdvice.class)
        .advise("write", "([BII)V", WriteRangeAdvice.class)
        .advise("writeBytes", "(Ljava/lang/String;)V", WriteBytesAdvice.class)
        .advise("writeChars", "(Ljava/lang/String;)V", WriteCharsAdvice.class);
  }

  /** {@code RandomAccessFile.O_RDWR}. */
  static final int READ_WRITE = 2;

  /** The descriptor is open: note who opened it. */
  static final class OpenAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("fd") FileDescriptor fd,
        @Advice.Argument(0) String path,
        @Advice.Argument(1) int mode) {
      Hooks.opened(fd, path, (mode & READ_WRITE) != 0);
    }
  }

  static final class SeekAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) long position) {
      Hooks.positioned(fd, position);
    }
  }

  static final class ReadByteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.FieldValue("fd") FileDescriptor fd) {
      return Hooks.enterRead(fd, Operation.RANDOM_ACCESS_FILE_READ, 1);
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
          fd, Operation.RANDOM_ACCESS_FILE_READ, array == null ? 0 : array.length);
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
      return Hooks.enterRead(fd, Operation.RANDOM_ACCESS_FILE_READ, length);
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

  static final class ReadLineAdvice {
    @SuppressWarnings("UnusedVariable") // The exit's advice reads it.
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This RandomAccessFile file,
        @Advice.FieldValue("fd") FileDescriptor fd,
        @Advice.Local("start") long start) {
      Context context = LineHooks.enterReadLine(fd);
      start = LineHooks.position(context, file);
      return context;
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.This RandomAccessFile file,
        @Advice.Local("start") long start,
        @Advice.Return String line,
        @Advice.Thrown Throwable thrown) {
      LineHooks.exitReadLine(context, file, start, line, thrown);
    }
  }

  static final class WriteByteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.FieldValue("fd") FileDescriptor fd) {
      return Hooks.enterWrite(fd, Operation.RANDOM_ACCESS_FILE_WRITE, null, 0, 1);
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
          fd, Operation.RANDOM_ACCESS_FILE_WRITE, array, 0, array == null ? 0 : array.length);
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
      return Hooks.enterWrite(fd, Operation.RANDOM_ACCESS_FILE_WRITE, array, offset, length);
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

  static final class WriteBytesAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) String text) {
      return Hooks.enterWrite(
          fd, Operation.RANDOM_ACCESS_FILE_WRITE, null, 0, text == null ? 0 : text.length());
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) String text,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, 0, text.length(), thrown == null ? text.length() : 0, thrown);
    }
  }

  /** Two bytes each. */
  static final class WriteCharsAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) String text) {
      return Hooks.enterWrite(
          fd, Operation.RANDOM_ACCESS_FILE_WRITE, null, 0, text == null ? 0 : text.length());
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) String text,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(
          context, 0, 2 * text.length(), thrown == null ? 2 * text.length() : 0, thrown);
    }
  }
}
