package io.bytetrail.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/** What the JVM calls. Does nothing itself: everything else is in a class loader of its own. */
public final class Agent {
  private Agent() {}

  /** For {@code -javaagent}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    call("start", arguments, instrumentation);
  }

  /** For a JVM that runs already. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    call("attach", arguments, instrumentation);
  }

  private static void call(String method, String arguments, Instrumentation instrumentation) {
    try {
      AgentClassLoader.instance()
          .loadClass("io.bytetrail.instrument.Start")
          .getMethod(method, String.class, Instrumentation.class)
          .invoke(null, arguments, instrumentation);
    } catch (Throwable e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      System.err.println("bytetrail: not started: " + cause);
    }
  }
}
