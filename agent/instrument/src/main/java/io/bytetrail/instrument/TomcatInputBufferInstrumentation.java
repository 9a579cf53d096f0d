package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/** Tomcat's buffer behind {@code ServletInputStream}: what a servlet reads is copied out of it. */
record TomcatInputBufferInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "org.apache.catalina.connector.InputBuffer";

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("read", "([BII)I", ArrayAdvice.class)
        .advise("read", "(Ljava/nio/ByteBuffer;)I", BufferAdvice.class);
  }

  static final class ArrayAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("bb") ByteBuffer from,
        @Advice.Argument(0) byte[] to,
        @Advice.Argument(1) int start,
        @Advice.Return int bytes) {
      if (bytes > 0) {
        RouteHooks.copied(from, from.position() - bytes, to, start, bytes);
      }
    }
  }

  static final class BufferAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("bb") ByteBuffer from,
        @Advice.Argument(0) ByteBuffer to,
        @Advice.Return int bytes) {
      if (bytes > 0) {
        RouteHooks.copied(from, from.position() - bytes, to, to.position(), bytes);
      }
    }
  }
}
