package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bytetrail top}: tables for programs, and a screen on a terminal that is left as it was.
 */
class TopIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int BYTES = 16 * Obedient.CHUNK;
  private static final String ENTER_SCREEN = "\u001b[?1049h";
  private static final String LEAVE_SCREEN = "\u001b[?1049l";

  @TempDir Path directory;

  @Test
  void printsTables() throws Exception {
    Path file = Reported.file(directory, BYTES);
    try (Conversation talk = new Conversation(Reported.jvm(Jdk.of(25), directory), directory)) {
      long pid = talk.process().pid();
      talk.ask("load " + file);
      ChildJvm.Result result =
          ChildJvm.on(Jdk.of(25))
              .options("-Djava.io.tmpdir=" + directory, "-jar")
              .run(Agents.JAR.toString(), "top", "" + pid, "--count=3", "--every=500ms");
      assertThat(result.err()).isEmpty();
      assertThat(result.exit()).isZero();
      assertThat(result.out()).contains("1 JVM · every 500 ms · by bytes");
      assertThat(result.out().lines())
          .filteredOn(line -> line.contains("FileChannel.read"))
          .anyMatch(line -> line.startsWith("%7d".formatted(pid)) && line.contains("SteadyLoad"));
      assertThat(result.out()).doesNotContain("NaN").doesNotContain(" -1");
    }
  }

  @Test
  void drawsAScreenUntilAKeyIsPressed() throws Exception {
    Path file = Reported.file(directory, BYTES);
    try (Conversation talk = new Conversation(Reported.jvm(Jdk.of(25), directory), directory)) {
      talk.ask("load " + file);
      Path typescript = directory.resolve("typescript");
      String command =
          "stty rows 30 cols 160; stty -g; %s -Djava.io.tmpdir=%s -jar %s top --every=300ms; stty -g"
              .formatted(Jdk.of(25).java(), directory, Agents.JAR);
      Process script =
          new ProcessBuilder("script", "--quiet", "--flush", "--command", command, "" + typescript)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      try {
        Await.until(PATIENCE, () -> written(typescript).contains("SteadyLoad"));
        press(script, "c");
        Await.until(PATIENCE, () -> written(typescript).contains("alls")); // of "by calls"
        press(script, "q");
        assertThat(script.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly().onExit().join();
      }
      String screen = written(typescript);
      assertThat(screen).containsSubsequence(ENTER_SCREEN, "BYTES/s", "SteadyLoad", LEAVE_SCREEN);
      // What stty said before and after: speeds, modes and keys of the terminal.
      assertThat(screen.lines().filter(line -> line.matches("[0-9a-f:]{40,}\\s*")).distinct())
          .hasSize(1);
    }
  }

  private static void press(Process script, String keys) throws IOException {
    script.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    script.getOutputStream().flush();
  }

  private static String written(Path typescript) throws IOException {
    return Files.exists(typescript) ? Files.readString(typescript) : "";
  }
}
