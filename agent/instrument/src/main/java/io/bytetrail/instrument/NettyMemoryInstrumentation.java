package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Netty's ways to copy from one buffer to another: between the heap and the direct buffers that it
 * writes, mostly. Short copies, of which its codecs make many, are not looked at. What it has
 * {@code ByteBuffer.put} copy, {@link ByteBufferInstrumentation} sees.
 */
record NettyMemoryInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "io.netty.util.internal.PlatformDependent";

  /** Shorter ones are headers and the like. */
  static final int NOT_FOLLOWED = 64;

  private static final String BUFFER = "Ljava/nio/ByteBuffer;";

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("copyMemory", "([BIJJ)V", OutAdvice.class)
        .advise("copyMemory", "(J[BIJ)V", InAdvice.class)
        .advise("copyMemory", "(JJJ)V", DirectAdvice.class)
        // From 4.2 on, where there is no Unsafe and in its adaptive allocator.
        .adviseIfThere("absolutePut", "(" + BUFFER + "I[BII)" + BUFFER, PutArrayAdvice.class);
  }

  static final class OutAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) byte[] from,
        @Advice.Argument(1) int start,
        @Advice.Argument(2) long address,
        @Advice.Argument(3) long bytes) {
      if (bytes > NOT_FOLLOWED) {
        RouteHooks.copied(from, start, address, bytes);
      }
    }
  }

  static final class InAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) long address,
        @Advice.Argument(1) byte[] to,
        @Advice.Argument(2) int target,
        @Advice.Argument(3) long bytes) {
      if (bytes > NOT_FOLLOWED) {
        RouteHooks.copied(address, to, target, bytes);
      }
    }
  }

  static final class DirectAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) long from,
        @Advice.Argument(1) long to,
        @Advice.Argument(2) long bytes) {
      if (bytes > NOT_FOLLOWED) {
        RouteHooks.copied(from, to, bytes);
      }
    }
  }

  static final class PutArrayAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Argument(0) ByteBuffer to,
        @Advice.Argument(1) int index,
        @Advice.Argument(2) byte[] from,
        @Advice.Argument(3) int start,
        @Advice.Argument(4) int bytes) {
      if (bytes > NOT_FOLLOWED) {
        RouteHooks.copied(from, start, to, index, bytes);
      }
    }
  }
}
