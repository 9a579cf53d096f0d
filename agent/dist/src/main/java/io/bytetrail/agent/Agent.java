package io.bytetrail.agent;

import java.lang.instrument.Instrumentation;

/** What the JVM calls. Does nothing itself: everything else is in a class loader of its own. */
public final class Agent {
  private Agent() {}

  /** For {@code -javaagent}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  /** For a JVM that runs already. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  private static void start(String arguments, Instrumentation instrumentation) {
    try {
      AgentClassLoader loader = AgentClassLoader.instance();
      var unused = Class.forName("io.bytetrail.instrument.Entry", true, loader);
      loader.entry().accept(arguments, instrumentation);
    } catch (Throwable e) {
      System.err.println("bytetrail: not started: " + e);
    }
  }
}
