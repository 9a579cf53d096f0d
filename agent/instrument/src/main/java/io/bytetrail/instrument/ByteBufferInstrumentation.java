package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * What is copied from one buffer to another, by {@code put} in either of its forms, both of which
 * end here. It is what a server does that has to bring a file's bytes from the heap, or from a
 * slice of an arena, into the direct buffer that it writes. A short piece costs it a comparison.
 */
final class ByteBufferInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.nio.ByteBuffer";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("putBuffer", "(ILjava/nio/ByteBuffer;II)V", PutBufferAdvice.class);
  }

  static final class PutBufferAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This ByteBuffer to,
        @Advice.Argument(0) int index,
        @Advice.Argument(1) ByteBuffer from,
        @Advice.Argument(2) int start,
        @Advice.Argument(3) int bytes) {
      if (bytes >= RouteHooks.LEAST_PUT) {
        RouteHooks.copied(from, start, to, index, bytes);
      }
    }
  }
}
