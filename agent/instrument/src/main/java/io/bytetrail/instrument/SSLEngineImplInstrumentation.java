package io.bytetrail.instrument;

import io.bytetrail.hooks.RouteHooks;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import net.bytebuddy.asm.Advice;

/**
 * TLS of servers that do their own reads and writes: from the plain buffers to the record, and from
 * a record that was received to plain ones.
 */
final class SSLEngineImplInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "sun.security.ssl.SSLEngineImpl";
  }

  private static final String BUFFERS =
      "([Ljava/nio/ByteBuffer;II[Ljava/nio/ByteBuffer;II)Ljavax/net/ssl/SSLEngineResult;";

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("wrap", BUFFERS, WrapAdvice.class).advise("unwrap", BUFFERS, UnwrapAdvice.class);
  }

  static final class UnwrapAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object engine,
        @Advice.Argument(0) ByteBuffer[] sources,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      RouteHooks.enterUnwrap(engine, sources, offset, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.This Object engine,
        @Advice.Argument(0) ByteBuffer[] sources,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length,
        @Advice.Argument(3) ByteBuffer[] targets,
        @Advice.Argument(4) int targetOffset,
        @Advice.Argument(5) int targetLength,
        @Advice.Return SSLEngineResult result) {
      if (result == null) {
        RouteHooks.failed();
      } else {
        RouteHooks.exitUnwrap(
            engine,
            sources,
            offset,
            length,
            targets,
            targetOffset,
            targetLength,
            result.bytesConsumed(),
            result.bytesProduced());
      }
    }
  }

  static final class WrapAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(
        @Advice.Argument(0) ByteBuffer[] sources,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      return RouteHooks.enterWrap(sources, offset, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Object origin,
        @Advice.Argument(0) ByteBuffer[] sources,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length,
        @Advice.Argument(3) ByteBuffer[] targets,
        @Advice.Argument(4) int targetOffset,
        @Advice.Return SSLEngineResult result) {
      if (result == null) {
        RouteHooks.failed();
      } else {
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
