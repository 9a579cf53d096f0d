package io.bytetrail.agent;

import java.lang.instrument.Instrumentation;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** What the JVM calls. Does nothing itself: everything else is in a class loader of its own. */
public final class Agent {
  private Agent() {}

  /** For {@code -javaagent}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    try {
      entry().accept(arguments, instrumentation);
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** For a JVM that runs already. */
  @SuppressWarnings("unchecked")
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    try {
      ((BiFunction<String, Instrumentation, Void>) entry()).apply(arguments, instrumentation);
    } catch (Throwable e) {
      failed(e);
    }
  }

  private static BiConsumer<String, Instrumentation> entry() throws Exception {
    AgentClassLoader loader = AgentClassLoader.instance();
    var unused = Class.forName("io.bytetrail.instrument.Entry", true, loader);
    return loader.entry();
  }

  private static void failed(Throwable e) {
    System.err.println("bytetrail: not started: " + e);
  }
}
