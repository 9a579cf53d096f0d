package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/** TLS of {@code SSLSocket}: a record that was received has been decrypted. */
final class SSLSocketImplInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.security.ssl.SSLSocketImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise(
        "readApplicationRecord", "(Ljava/nio/ByteBuffer;)Ljava/nio/ByteBuffer;", ReadAdvice.class);
  }

  static final class ReadAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Return ByteBuffer plain) {
      RouteHooks.decrypted(plain);
    }
  }
}
