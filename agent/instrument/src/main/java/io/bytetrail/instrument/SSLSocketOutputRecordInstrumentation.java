package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import io.bytetrail.ledger.Link;
import net.bytebuddy.asm.Advice;

/** TLS of {@code SSLSocket}: what the application wrote, of which records are made. */
final class SSLSocketOutputRecordInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.security.ssl.SSLSocketOutputRecord";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("deliver", "([BII)V", DeliverAdvice.class);
  }

  static final class DeliverAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object record,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      RouteHooks.putIn(record, array, offset, length, Link.TLS);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object record,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      RouteHooks.taken(array, offset + length);
      RouteHooks.empty(record);
    }
  }
}
