package io.bytetrail.collector.metrics;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of another project that a test needs. */
public final class ExternalTool {
  private final Path program;

  private ExternalTool(Path program) {
    this.program = program;
  }

  /**
   * A program on the path. Without it the test is skipped, or fails where nothing may be missing.
   */
  public static ExternalTool find(String name, String debianPackage) {
    for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path program = Path.of(directory, name);
      if (Files.isExecutable(program)) {
        return new ExternalTool(program);
      }
    }
    String missing = name + " is not installed; on Debian: apt-get install " + debianPackage;
    if ("1".equals(System.getenv("BYTETRAIL_REQUIRE_KERNEL"))) {
      return fail(missing);
    }
    return abort(missing);
  }

  /** A process of this program, not yet started. */
  ProcessBuilder with(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** Runs it, fails unless it exits with 0, and returns what it printed. */
  public String run(String input, String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("bytetrail-tool", ".out");
    try {
      Process process =
          with(List.of(arguments))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return fail(program + " did not end within 60 s");
      }
      String printed = Files.readString(output);
      if (process.exitValue() != 0) {
        return fail(program + " exited with " + process.exitValue() + ":\n" + printed);
      }
      return printed;
    } finally {
      Files.delete(output);
    }
  }
}
