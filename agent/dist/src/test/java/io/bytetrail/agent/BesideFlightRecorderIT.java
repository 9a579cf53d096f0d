package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Flight Recorder watches the same classes, each call of them: neither takes it from the other. */
class BesideFlightRecorderIT {
  private static final String[] EVENTS = {
    "FileRead", "FileWrite", "FileForce", "SocketRead", "SocketWrite"
  };

  @TempDir Path directory;

  static Stream<Arguments> threads() {
    return OperationsIT.threads();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void bothSeeEveryOperation(Jdk jdk, String threads) throws Exception {
    Path file = directory.resolve("both.jfr");
    ChildJvm.Result result =
        Agents.jvm(jdk, directory)
            .options(
                "-Xlog:jfr*=off",
                "-XX:StartFlightRecording:settings=" + settings() + ",filename=" + file)
            .run(Operations.class.getName(), directory.toString(), threads);
    assertThat(result.exit()).isZero();
    assertThat(result.err()).isEmpty();
    OperationsIT.assertExact(Agents.ledger(directory), directory);
    assertThat(readsByStream(file)).isEqualTo(Operations.SIZE);
  }

  /** Of each event all there are, however short. */
  private Path settings() throws IOException {
    StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    text.append("<configuration version=\"2.0\">");
    for (String event : EVENTS) {
      text.append("<event name=\"jdk.").append(event).append("\">");
      text.append("<setting name=\"enabled\">true</setting>");
      text.append("<setting name=\"threshold\">0 ns</setting>");
      text.append("<setting name=\"throttle\">off</setting>");
      text.append("<setting name=\"stackTrace\">true</setting></event>");
    }
    return Files.writeString(
        directory.resolve("all.jfc"), text.append("</configuration>").toString());
  }

  /** Bytes that Flight Recorder saw one of the operations read. */
  private static long readsByStream(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.FileRead"))
        .filter(BesideFlightRecorderIT::isStreamRead)
        .mapToLong(event -> Math.max(0, event.getLong("bytesRead")))
        .sum();
  }

  private static boolean isStreamRead(RecordedEvent event) {
    return event.getStackTrace().getFrames().stream()
        .anyMatch(frame -> frame.getMethod().getName().equals("streamRead"));
  }
}
