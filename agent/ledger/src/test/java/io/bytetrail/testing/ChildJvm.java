package io.bytetrail.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of a test's own: what it printed, and how it ended. It is killed with all its children when
 * it takes too long, so that no failing test leaves a process behind.
 *
 * <pre>{@code
 * ChildJvm.Result result =
 *     ChildJvm.on(Jdk.of(25)).classPath(classes).agent(jar, "collector=off").run("Main", "x");
 * }</pre>
 */
public final class ChildJvm {
  private final Jdk jdk;
  private final List<String> prefix = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private Duration timeout = Duration.ofMinutes(2);

  private ChildJvm(Jdk jdk) {
    this.jdk = jdk;
  }

  public static ChildJvm on(Jdk jdk) {
    return new ChildJvm(jdk);
  }

  /** A command that runs the JVM's command, such as {@code strace -f}. */
  public ChildJvm under(String... command) {
    prefix.addAll(List.of(command));
    return this;
  }

  public ChildJvm classPath(Path path) {
    return options("-cp", path.toString());
  }

  public ChildJvm agent(Path jar, String arguments) {
    return options("-javaagent:" + jar + "=" + arguments);
  }

  public ChildJvm options(String... some) {
    options.addAll(List.of(some));
    return this;
  }

  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public ChildJvm timeout(Duration limit) {
    timeout = limit;
    return this;
  }

  /** Runs a main class to its end. */
  public Result run(String main, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile("child", ".out");
    Path err = Files.createTempFile("child", ".err");
    Process process = start(out, err, main, arguments);
    try {
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      String printed = Files.readString(out);
      String complained = Files.readString(err);
      if (!ended) {
        throw new IllegalStateException(
            "not ended after " + timeout + ":\n" + printed + "\n" + complained);
      }
      return new Result(process.exitValue(), printed, complained);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Starts it and leaves the rest, its end too, to the caller. */
  public Process start(Path out, Path err, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(jdk.java().toString());
    command.addAll(options);
    command.add(main);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("BYTETRAIL_"));
    builder.environment().putAll(environment);
    return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }

  /** How it ended. */
  public record Result(int exit, String out, String err) {}
}
