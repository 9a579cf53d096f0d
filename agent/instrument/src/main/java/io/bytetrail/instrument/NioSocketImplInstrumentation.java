package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** A {@code Socket}'s streams: one system call each, the parking is done by their callers. */
final class NioSocketImplInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.nio.ch.NioSocketImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("tryRead", "(Ljava/io/FileDescriptor;[BII)I", ReadAdvice.class)
        .advise("tryWrite", "(Ljava/io/FileDescriptor;[BII)I", WriteAdvice.class);
  }

  static final class ReadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.Argument(0) FileDescriptor fd, @Advice.Argument(3) int length) {
      return Hooks.enterRead(fd, Operation.SOCKET_STREAM_READ, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) byte[] array,
        @Advice.Argument(2) int offset,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitRead(context, array, offset, bytes, thrown);
    }
  }

  static final class WriteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.Argument(0) FileDescriptor fd,
        @Advice.Argument(1) byte[] array,
        @Advice.Argument(2) int offset,
        @Advice.Argument(3) int length) {
      return Hooks.enterWrite(fd, Operation.SOCKET_STREAM_WRITE, array, offset, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(2) int offset,
        @Advice.Argument(3) int length,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, offset, length, bytes, thrown);
    }
  }
}
