package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** The streams of a channel's {@code socket()}: one system call each. */
final class SocketChannelImplInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.nio.ch.SocketChannelImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("tryRead", "([BII)I", ReadAdvice.class)
        .advise("tryWrite", "([BII)I", WriteAdvice.class);
  }

  static final class ReadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(2) int length) {
      return Hooks.enterRead(fd, Operation.SOCKET_STREAM_READ, length);
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

  static final class WriteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      return Hooks.enterWrite(fd, Operation.SOCKET_STREAM_WRITE, array, offset, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, offset, length, bytes, thrown);
    }
  }
}
