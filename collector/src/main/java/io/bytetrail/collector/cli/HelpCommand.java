package io.bytetrail.collector.cli;

import io.bytetrail.options.Option;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}, {@code help options}, {@code help COMMAND}. */
@Command(name = "help", description = "Explains a command, or all options of the agent.")
final class HelpCommand implements Runnable {
  @Parameters(arity = "0..1", paramLabel = "options|COMMAND", description = "what to explain")
  private String topic = "";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine all = spec.commandLine().getParent();
    PrintWriter out = spec.commandLine().getOut();
    if (topic.equals("options")) {
      options(out);
    } else if (topic.isEmpty()) {
      all.usage(out);
    } else if (all.getSubcommands().containsKey(topic)) {
      all.getSubcommands().get(topic).usage(out);
    } else {
      throw new ParameterException(
          spec.commandLine(), "there is nothing to say about '" + topic + "': try 'help options'");
    }
    out.flush();
  }

  private static void options(PrintWriter out) {
    out.println("An option can be given in four ways; the first that is given wins:");
    out.println("  agent argument   -javaagent:bytetrail-agent.jar=metrics.port=9464,mode=verify");
    out.println("  system property  -Dbytetrail.metrics.port=9464");
    out.println("  variable         BYTETRAIL_METRICS_PORT=9464");
    out.println("  file             a line metrics.port=9464 in the properties file config=FILE");
    out.println();
    for (Option option : Option.values()) {
      String fallback = option.fallback().isEmpty() ? "" : " (default " + option.fallback() + ")";
      out.println(String.format(Locale.ROOT, "  %-15s %s", option.key(), option.help() + fallback));
      out.println(String.format(Locale.ROOT, "  %-15s %s", "", option.expected()));
    }
  }
}
