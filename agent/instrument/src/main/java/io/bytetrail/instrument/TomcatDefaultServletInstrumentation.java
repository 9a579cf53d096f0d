package io.bytetrail.instrument;

import io.bytetrail.hooks.SendfileHooks;
import net.bytebuddy.asm.Advice;

/**
 * Tomcat's servlet of static files: whether it wished for sendfile. Its parameters are {@code
 * javax} or {@code jakarta} types by version, so its methods are found by name.
 */
record TomcatDefaultServletInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "org.apache.catalina.servlets.DefaultServlet";

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("checkSendfile", CheckAdvice.class).advise("serveResource", ServeAdvice.class);
  }

  static final class CheckAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("sendfileSize") int least,
        @Advice.Argument(0) Object request,
        @Advice.Argument(1) Object response,
        @Advice.Argument(3) long length,
        @Advice.Return boolean taken) {
      SendfileHooks.taken(taken, least, length, request, response);
    }
  }

  static final class ServeAdvice {
    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit() {
      SendfileHooks.served();
    }
  }
}
