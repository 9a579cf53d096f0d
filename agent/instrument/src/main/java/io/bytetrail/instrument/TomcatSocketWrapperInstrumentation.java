package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Tomcat's socket: what it copies into the buffer that is then written, behind the response's head,
 * and out of the one that was read, behind the request's.
 */
record TomcatSocketWrapperInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "org.apache.tomcat.util.net.SocketWrapperBase";

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("transfer", "([BIILjava/nio/ByteBuffer;)I", ArrayAdvice.class)
        .advise("transfer", "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;)I", BufferAdvice.class);
  }

  static final class ArrayAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) byte[] from,
        @Advice.Argument(1) int start,
        @Advice.Argument(3) ByteBuffer to,
        @Advice.Return int bytes) {
      RouteHooks.copied(from, start, to, to.position() - bytes, bytes);
    }
  }

  static final class BufferAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) ByteBuffer from,
        @Advice.Argument(1) ByteBuffer to,
        @Advice.Return int bytes) {
      // ByteBuffer's own advice has seen a longer piece.
      if (bytes < RouteHooks.LEAST_PUT) {
        RouteHooks.copied(from, from.position() - bytes, to, to.position() - bytes, bytes);
      }
    }
  }
}
