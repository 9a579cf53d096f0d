package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import net.bytebuddy.asm.Advice;

/**
 * What it copies into its buffer, which is empty after a write as large as that. From JDK 21 on the
 * buffer begins small in a virtual thread, and grows.
 */
final class BufferedOutputStreamInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.io.BufferedOutputStream";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("write", "([BII)V", WriteAdvice.class)
        .advise("growIfNeeded", "(I)V", GrowAdvice.class);
  }

  static final class GrowAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static byte[] enter(@Advice.FieldValue("buf") byte[] buffer) {
      return buffer;
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter byte[] before,
        @Advice.FieldValue("buf") byte[] buffer,
        @Advice.FieldValue("count") int count) {
      if (before != buffer && before != null && count > 0) {
        RouteHooks.copied(before, 0, buffer, 0, count);
      }
    }
  }

  static final class WriteAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("buf") byte[] buffer,
        @Advice.FieldValue("count") int count,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      if (length > BufferedInputStreamInstrumentation.NOT_COUNTED && count >= length) {
        RouteHooks.copied(array, offset, buffer, count - length, length);
      }
    }
  }
}
