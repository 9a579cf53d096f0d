package io.bytetrail.collector.cli;

import io.bytetrail.collector.attach.Attachment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts the agent in a JVM that runs, switches it off or on there, or removes it. */
@Command(
    name = "attach",
    description = {
      "Starts the agent in a JVM that runs already, or gives an order to the one there.",
      "",
      "  start   (default) as with -javaagent; without effect when it runs already",
      "  off     restores the JDK's classes and ends the probe; what was counted is kept",
      "  on      counts again",
      "  remove  writes the reports and takes everything out of the JVM; it can be started again",
      "",
      "The JVM may run in another container and as another user: for that, be root.",
    },
    mixinStandardHelpOptions = true)
final class AttachCommand implements Callable<Integer> {
  private enum Order {
    START,
    OFF,
    ON,
    REMOVE
  }

  @Parameters(index = "0", paramLabel = "PID", description = "the JVM's process id, as seen here")
  private long pid;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "start|off|on|remove",
      description = "what to do")
  private Order order = Order.START;

  @Option(
      names = "-o",
      paramLabel = "KEY=VALUE",
      description = "an option of the agent, for a start; 'help options' lists them")
  private List<String> options = new ArrayList<>();

  @Option(
      names = "--agent",
      paramLabel = "JAR",
      description = "the agent's jar; default: the one this is run from")
  private Path agent;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String option : options) {
      if (option.indexOf('=') <= 0 || option.indexOf('\n') >= 0) {
        throw new ParameterException(
            spec.commandLine(), "-o takes KEY=VALUE, not '" + option + "'");
      }
    }
    if (order != Order.START && !options.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "options can be given when the agent is started, not later");
    }
    PrintWriter out = spec.commandLine().getOut();
    Attachment attachment = new Attachment(pid, jar(), line -> tell(out, line));
    return attachment.order(order.name().toLowerCase(Locale.ROOT), options) ? 0 : Main.FAILED;
  }

  private void tell(PrintWriter out, String line) {
    out.println("bytetrail: " + pid + ": " + line);
    out.flush();
  }

  private Path jar() throws IOException {
    Path jar = agent != null ? agent : Path.of(System.getProperty("java.class.path"));
    if (!Files.isRegularFile(jar)) {
      throw new IOException("'" + jar + "' is no file: name bytetrail-agent.jar with --agent");
    }
    return jar;
  }
}
