package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JVM's options that let somebody watch it. */
final class Watchers {
  private final String agent;
  private final Path jfrSettings;

  Watchers(BenchOptions options, Path scratch) throws IOException {
    agent = options.javaAgent();
    jfrSettings = scratch.resolve("io.jfc");
    Files.writeString(jfrSettings, JfrSettings.FILE_AND_SOCKET_EVENTS);
  }

  List<String> options(Watcher watcher) {
    return switch (watcher) {
      case NONE -> List.of();
      case BYTETRAIL -> List.of(agent, "-Dbytetrail.report.text=off", "-Dbytetrail.probe.wait=20s");
      case JFR ->
          List.of(
              // Kept in memory: the cost of writing it to a disk is not the question.
              "-XX:StartFlightRecording=disk=false,settings=" + jfrSettings, "-Xlog:jfr*=off");
    };
  }
}
