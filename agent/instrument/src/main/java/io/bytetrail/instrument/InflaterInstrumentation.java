package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import io.bytetrail.ledger.Link;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Decompression: what is still to go in before a call, and what came out of it. An {@code Inflater}
 * holds bytes back, so it is itself what holds them in between.
 */
final class InflaterInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.util.zip.Inflater";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("inflate", "([BII)I", ArrayAdvice.class)
        .advise("inflate", "(Ljava/nio/ByteBuffer;)I", BufferAdvice.class);
  }

  static final class ArrayAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object inflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.FieldValue("inputLim") int limit) {
      if (input != null) {
        RouteHooks.putIn(inflater, input, Link.INFLATE);
      } else {
        RouteHooks.putIn(inflater, array, position, limit - position, Link.INFLATE);
      }
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object inflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.Argument(0) byte[] output,
        @Advice.Argument(1) int offset,
        @Advice.Return int bytes) {
      if (input == null) {
        RouteHooks.taken(array, position);
      }
      RouteHooks.comeOut(inflater, output, offset, bytes);
    }
  }

  static final class BufferAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object inflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.FieldValue("inputLim") int limit) {
      if (input != null) {
        RouteHooks.putIn(inflater, input, Link.INFLATE);
      } else {
        RouteHooks.putIn(inflater, array, position, limit - position, Link.INFLATE);
      }
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.This Object inflater,
        @Advice.FieldValue("input") ByteBuffer input,
        @Advice.FieldValue("inputArray") byte[] array,
        @Advice.FieldValue("inputPos") int position,
        @Advice.Argument(0) ByteBuffer output,
        @Advice.Return int bytes) {
      if (input == null) {
        RouteHooks.taken(array, position);
      }
      RouteHooks.comeOut(inflater, output, bytes);
    }
  }
}
