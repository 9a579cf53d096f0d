package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import io.bytetrail.ledger.Link;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Compression: what is still to go in before a call, and what came out of it. A {@code Deflater}
 * holds bytes back, so it is itself what holds them in between.
 */
final class DeflaterInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.util.zip.Deflater";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("deflate", "([BIII)I", ArrayAdvice.class)
        .advise("deflate", "(Ljava/nio/ByteBuffer;I)I", BufferAdvice.class);
  }

  static final class ArrayAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object deflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.FieldValue("inputLim") int limit) {
      if (input != null) {
        RouteHooks.putIn(deflater, input, Link.DEFLATE);
      } else {
        RouteHooks.putIn(deflater, array, position, limit - position, Link.DEFLATE);
      }
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object deflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.Argument(0) byte[] output,
        @Advice.Argument(1) int offset,
        @Advice.Return int bytes) {
      if (input == null) {
        RouteHooks.taken(array, position);
      }
      RouteHooks.comeOut(deflater, output, offset, bytes);
    }
  }

  static final class BufferAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object deflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.FieldValue("inputLim") int limit) {
      if (input != null) {
        RouteHooks.putIn(deflater, input, Link.DEFLATE);
      } else {
        RouteHooks.putIn(deflater, array, position, limit - position, Link.DEFLATE);
      }
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object deflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.Argument(0) ByteBuffer output,
        @Advice.Return int bytes) {
      if (input == null) {
        RouteHooks.taken(array, position);
      }
      RouteHooks.comeOut(deflater, output, bytes);
    }
  }
}
