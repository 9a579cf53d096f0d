package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/** TLS of {@code SSLSocket}: what the application reads is copied out of a buffer of the JDK's. */
final class SSLSocketInputInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.security.ssl.SSLSocketImpl$AppInputStream";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("read", "([BII)I", ReadAdvice.class);
  }

  static final class ReadAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("buffer") ByteBuffer plain,
        @Advice.Argument(0) byte[] array,
        @Advice.Argument(1) int offset,
        @Advice.Return int bytes) {
      if (bytes > 0) {
        RouteHooks.copied(plain, plain.position() - bytes, array, offset, bytes);
      }
    }
  }
}
