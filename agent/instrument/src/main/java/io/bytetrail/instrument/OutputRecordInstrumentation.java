package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.io.ByteArrayOutputStream;
import net.bytebuddy.asm.Advice;

/** TLS of {@code SSLSocket}: a record has been encrypted, in the record's own array. */
final class OutputRecordInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.security.ssl.OutputRecord";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise(
        "encrypt", "(Lsun/security/ssl/SSLCipher$SSLWriteCipher;BI)J", EncryptAdvice.class);
  }

  static final class EncryptAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This ByteArrayOutputStream record) {
      RouteHooks.comeOut(record);
    }
  }
}
