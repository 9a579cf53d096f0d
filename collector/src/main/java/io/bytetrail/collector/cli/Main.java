package io.bytetrail.collector.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 done, 1 failed, 2 usage. */
@Command(
    name = "bytetrail",
    description = "Follows every byte a JVM moves.",
    subcommands = {
      AttachCommand.class,
      CalibrateCommand.class,
      CalibrateSenderCommand.class,
      DoctorCommand.class,
      ReportCommand.class,
      SurfaceCommand.class,
      TopCommand.class,
      TraceCommand.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    version = "bytetrail 0.1.0")
public final class Main implements Runnable {
  static final int FAILED = 1;

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println("bytetrail " + line.getCommandName() + ": " + reason(failure));
              return FAILED;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static String reason(Exception failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
