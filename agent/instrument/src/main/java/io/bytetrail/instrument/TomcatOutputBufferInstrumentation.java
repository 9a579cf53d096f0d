package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Tomcat's buffer behind {@code ServletOutputStream}: what a servlet writes is copied into it, and
 * ends where the buffer's limit is then.
 */
record TomcatOutputBufferInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "org.apache.catalina.connector.OutputBuffer";

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("transfer", "([BIILjava/nio/ByteBuffer;)I", ArrayAdvice.class)
        .advise("transfer", "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;)V", BufferAdvice.class);
  }

  static final class ArrayAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) byte[] from,
        @Advice.Argument(1) int start,
        @Advice.Argument(3) ByteBuffer to,
        @Advice.Return int bytes) {
      RouteHooks.copied(from, start, to, to.limit() - bytes, bytes);
    }
  }

  static final class BufferAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static int enter(@Advice.Argument(0) ByteBuffer from) {
      return from.position();
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter int start,
        @Advice.Argument(0) ByteBuffer from,
        @Advice.Argument(1) ByteBuffer to) {
      int bytes = from.position() - start;
      // ByteBuffer's own advice has seen a longer piece.
      if (bytes < RouteHooks.LEAST_PUT) {
        RouteHooks.copied(from, start, to, to.limit() - bytes, bytes);
      }
    }
  }
}
