package io.bytetrail.agent;

import java.lang.reflect.InvocationTargetException;

/** {@code java -jar bytetrail-agent.jar …}: the command line, from the same jar. */
public final class Main {
  private static final String COMMAND_LINE = "io.bytetrail.collector.cli.Main";

  private Main() {}

  public static void main(String[] arguments) throws Throwable {
    AgentClassLoader loader = AgentClassLoader.instance();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      loader
          .loadClass(COMMAND_LINE)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
