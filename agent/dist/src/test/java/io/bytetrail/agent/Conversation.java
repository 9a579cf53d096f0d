package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An {@link Obedient} in a JVM of its own, which is killed if a test leaves it running. */
final class Conversation implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path out;
  private final Path err;
  private final Process process;
  private int answers;

  /**
   * Starts it.
   *
   * @param directory for what it prints
   */
  Conversation(ChildJvm jvm, Path directory) throws IOException, InterruptedException {
    out = Files.createTempFile(directory, "conversation", ".out");
    err = Files.createTempFile(directory, "conversation", ".err");
    process = jvm.start(out, err, Obedient.class.getName());
    assertThat(answer()).isEqualTo("ready");
  }

  Process process() {
    return process;
  }

  /** The application's answer to an order. */
  String ask(String order) throws IOException, InterruptedException {
    tell(order);
    return answer();
  }

  /** For an order that is not answered, such as to exit. */
  void tell(String order) throws IOException {
    process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** The application's last line read, its {@code main} returns. */
  ChildJvm.Result finish() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return result();
  }

  /** How it ended, which it must do by itself. */
  ChildJvm.Result result() throws IOException, InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    return new ChildJvm.Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private String answer() throws IOException, InterruptedException {
    int number = answers++;
    Await.until(PATIENCE, () -> !process.isAlive() || lines().size() > number);
    List<String> lines = lines();
    assertThat(lines)
        .as("answers before it ended, saying %s", Files.readString(err))
        .hasSizeGreaterThan(number);
    return lines.get(number);
  }

  /** The lines that are complete. */
  private List<String> lines() throws IOException {
    String text = Files.readString(out);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
