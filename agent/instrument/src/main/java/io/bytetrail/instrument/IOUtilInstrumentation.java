package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * The four methods that every channel's reads and writes end in, file and socket, blocking or not,
 * synchronous or not. Each makes one system call at most, never parks, and sees the application's
 * own buffers: the dispatchers behind it see addresses, of temporary buffers where those are in the
 * heap.
 */
final class IOUtilInstrumentation implements TypeInstrumentation {
  private static final String ONE =
      "(Ljava/io/FileDescriptor;Ljava/nio/ByteBuffer;JZZILsun/nio/ch/NativeDispatcher;)I";
  private static final String MANY =
      "(Ljava/io/FileDescriptor;[Ljava/nio/ByteBuffer;IIZZILsun/nio/ch/NativeDispatcher;)J";

  @Override
  public String type() {
    return "sun.nio.ch.IOUtil";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("read", ONE, ReadAdvice.class)
        .advise("read", MANY, ReadManyAdvice.class)
        .advise("write", ONE, WriteAdvice.class)
        .advise("write", MANY, WriteManyAdvice.class);
  }

  static final class ReadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.Argument(0) FileDescriptor fd,
        @Advice.Argument(1) ByteBuffer buffer,
        @Advice.Argument(2) long position,
        @Advice.Argument(3) boolean directIo,
        @Advice.Argument(6) Object dispatcher) {
      return Hooks.enterRead(fd, buffer, position, directIo, dispatcher);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) ByteBuffer buffer,
        @Advice.Argument(2) long position,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitRead(context, buffer, position, bytes, thrown);
    }
  }

  static final class ReadManyAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.Argument(0) FileDescriptor fd,
        @Advice.Argument(1) ByteBuffer[] buffers,
        @Advice.Argument(2) int offset,
        @Advice.Argument(3) int length,
        @Advice.Argument(4) boolean directIo,
        @Advice.Argument(7) Object dispatcher) {
      return Hooks.enterRead(fd, buffers, offset, length, directIo, dispatcher);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) ByteBuffer[] buffers,
        @Advice.Argument(2) int offset,
        @Advice.Argument(3) int length,
        @Advice.Return long bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitRead(context, buffers, offset, length, bytes, thrown);
    }
  }

  static final class WriteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.Argument(0) FileDescriptor fd,
        @Advice.Argument(1) ByteBuffer buffer,
        @Advice.Argument(2) long position,
        @Advice.Argument(3) boolean directIo,
        @Advice.Argument(6) Object dispatcher) {
      return Hooks.enterWrite(fd, buffer, position, directIo, dispatcher);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) ByteBuffer buffer,
        @Advice.Argument(2) long position,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, buffer, position, bytes, thrown);
    }
  }

  static final class WriteManyAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.Argument(0) FileDescriptor fd,
        @Advice.Argument(1) ByteBuffer[] buffers,
        @Advice.Argument(2) int offset,
        @Advice.Argument(3) int length,
        @Advice.Argument(4) boolean directIo,
        @Advice.Argument(7) Object dispatcher) {
      return Hooks.enterWrite(fd, buffers, offset, length, directIo, dispatcher);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) ByteBuffer[] buffers,
        @Advice.Argument(2) int offset,
        @Advice.Argument(3) int length,
        @Advice.Return long bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, buffers, offset, length, bytes, thrown);
    }
  }
}
