package io.bytetrail.collector.surface;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;

/** A recording of every file and socket event beside the drivers. */
final class JfrWitness implements AutoCloseable {
  private static final List<String> EVENTS =
      List.of(
          "jdk.FileRead", "jdk.FileWrite", "jdk.FileForce", "jdk.SocketRead", "jdk.SocketWrite");

  private final Recording recording = new Recording();

  JfrWitness() {
    for (String event : EVENTS) {
      // Throttled since JDK 25; other JDKs pass over a setting they don't know.
      recording.enable(event).withThreshold(Duration.ZERO).withStackTrace().with("throttle", "off");
    }
    recording.enable(RowEvent.NAME).withThreshold(Duration.ZERO);
    recording.start();
  }

  /** Puts it where {@link JfrReader} finds it. */
  void write(Path directory) throws IOException {
    recording.stop();
    recording.dump(JfrReader.file(directory));
  }

  @Override
  public void close() {
    recording.close();
  }
}
