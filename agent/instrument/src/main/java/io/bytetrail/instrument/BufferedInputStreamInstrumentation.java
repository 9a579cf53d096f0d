package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import net.bytebuddy.asm.Advice;

/** What it copies out of its buffer; a read as large as that goes past it. */
final class BufferedInputStreamInstrumentation implements TypeInstrumentation {
  /** To count smaller copies would cost those who parse more than it told anybody. */
  static final int NOT_COUNTED = 64;

  @Override
  public String type() {
    return "java.io.BufferedInputStream";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("read1", "([BII)I", ReadAdvice.class);
  }

  static final class ReadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static int enter(
        @Advice.FieldValue("count") int count, @Advice.FieldValue("pos") int position) {
      return count - position;
    }

    /** What was there before is copied always; else the JDK's own condition decides. */
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter int available,
        @Advice.FieldValue("buf") byte[] buffer,
        @Advice.FieldValue("pos") int position,
        @Advice.FieldValue("markpos") int mark,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length,
        @Advice.Return int bytes) {
      if (bytes > NOT_COUNTED
          && buffer != null
          && (available > 0 || length < buffer.length || mark >= 0)) {
        RouteHooks.copied(buffer, position - bytes, array, offset, bytes);
      }
    }
  }
}
