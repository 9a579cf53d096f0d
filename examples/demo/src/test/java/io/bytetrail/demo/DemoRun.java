package io.bytetrail.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged demo in a process of its own. */
final class DemoRun implements AutoCloseable {
  private final Process process;
  private final Path output;

  /** Starts it with the fewest passes, the server on the JVM of this home. */
  DemoRun(Path output, Path javaHome, Map<String, String> environment) throws IOException {
    this.output = output;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("demo.agent", "demo.server")) {
      command.add("-D" + name + "=" + System.getProperty(name));
    }
    command.addAll(List.of("-Ddemo.output=" + output, "-jar", System.getProperty("demo.jar")));
    command.addAll(List.of("--quick", "--java=" + javaHome.resolve("bin/java")));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.redirectOutput(log().toFile()).start();
  }

  /** Everything it has printed so far. */
  String printed() throws IOException {
    return Files.readString(log(), UTF_8);
  }

  int exitCode() throws InterruptedException, IOException {
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).as(printed()).isTrue();
    return process.exitValue();
  }

  /** As Ctrl-C does. */
  void interrupt() {
    process.destroy();
  }

  Process process() {
    return process;
  }

  void assertNothingIsLeftBehind() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(output, "files-*")) {
      assertThat(left).isEmpty();
    }
  }

  private Path log() {
    return output.resolve("printed.txt");
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
