package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.NativeHooks;
import net.bytebuddy.asm.Advice;

/**
 * Netty's epoll socket: {@code sendfile(2)}. It opens the region first, which is where the lane is
 * entered: see {@link NettyFileRegionInstrumentation}.
 */
record NettySendFileInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "io.netty.channel.epoll.LinuxSocket";

  @Override
  public void transform(Weaver weaver) {
    String netty = type.substring(0, type.length() - "epoll.LinuxSocket".length());
    String region = "L" + netty.replace('.', '/') + "DefaultFileRegion;";
    weaver.advise("sendFile", "(" + region + "JJJ)J", SendFileAdvice.class);
  }

  static final class SendFileAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object socket,
        @Advice.Argument(1) long base,
        @Advice.Argument(2) long offset) {
      return NativeHooks.enterSendFile(socket, base + offset);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context, @Advice.Return long bytes, @Advice.Thrown Throwable thrown) {
      NativeHooks.exitSendFile(context, bytes, thrown);
    }
  }
}
