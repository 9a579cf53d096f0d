package io.bytetrail.instrument;

import io.bytetrail.hooks.SendfileHooks;
import net.bytebuddy.asm.Advice;

/** Tomcat's request: an attribute names the file that its connector shall send. */
record TomcatRequestInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "org.apache.catalina.connector.Request";

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("setAttribute", "(Ljava/lang/String;Ljava/lang/Object;)V", SetAdvice.class);
  }

  static final class SetAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Argument(0) String name, @Advice.Argument(1) Object value) {
      SendfileHooks.attribute(name, value);
    }
  }
}
