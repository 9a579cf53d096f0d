package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Datagrams with an address: the last Java frames that see the application's own buffer, one system
 * call each. {@code DatagramSocket} has such a channel inside. Reads and writes of a connected
 * channel end in {@code IOUtil}.
 */
final class DatagramChannelImplInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.nio.ch.DatagramChannelImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("receive", "(Ljava/nio/ByteBuffer;Z)I", ReceiveAdvice.class)
        .advise(
            "send",
            "(Ljava/io/FileDescriptor;Ljava/nio/ByteBuffer;Ljava/net/InetSocketAddress;)I",
            SendAdvice.class);
  }

  static final class ReceiveAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object channel,
        @Advice.FieldValue("fd") FileDescriptor fd,
        @Advice.Argument(0) ByteBuffer buffer) {
      return Hooks.enterRead(fd, buffer, -1, false, channel);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) ByteBuffer buffer,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitRead(context, buffer, -1, bytes, thrown);
    }
  }

  static final class SendAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object channel,
        @Advice.Argument(0) FileDescriptor fd,
        @Advice.Argument(1) ByteBuffer buffer) {
      return Hooks.enterWrite(fd, buffer, -1, false, channel);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(1) ByteBuffer buffer,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      Hooks.exitWrite(context, buffer, -1, bytes, thrown);
    }
  }
}
