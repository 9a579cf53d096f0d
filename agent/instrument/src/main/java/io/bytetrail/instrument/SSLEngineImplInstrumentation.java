package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import net.bytebuddy.asm.Advice;

/** TLS of servers that do their own reads and writes: from the plain buffers to the record. */
final class SSLEngineImplInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.security.ssl.SSLEngineImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise(
        "wrap",
        "([Ljava/nio/ByteBuffer;II[Ljava/nio/ByteBuffer;II)Ljavax/net/ssl/SSLEngineResult;",
        WrapAdvice.class);
  }

  static final class WrapAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(
        @Advice.Argument(0) ByteBuffer[] sources,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      return RouteHooks.enterWrap(sources, offset, length);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter Object origin,
        @Advice.Argument(0) ByteBuffer[] sources,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length,
        @Advice.Argument(3) ByteBuffer[] targets,
        @Advice.Argument(4) int targetOffset,
        @Advice.Return SSLEngineResult result) {
      if (result != null) {
        RouteHooks.exitWrap(
            origin,
            sources,
            offset,
            length,
            targets[targetOffset],
            result.bytesConsumed(),
            result.bytesProduced());
      }
    }
  }
}
