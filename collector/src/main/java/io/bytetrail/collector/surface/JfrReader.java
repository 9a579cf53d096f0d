package io.bytetrail.collector.surface;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Tells the events of a recording apart by the spans of the drivers in it. */
record JfrReader(Path directory) {
  private record Span(Instant from, Instant to, int row) {}

  static Path file(Path directory) {
    return directory.resolve("surface.jfr");
  }

  /** What it has of each driver, by the numbers they were given. */
  List<JfrSeen> seen(int rows) throws IOException {
    List<Span> spans = new ArrayList<>();
    List<RecordedEvent> events = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file(directory))) {
      if (event.getEventType().getName().equals(RowEvent.NAME)) {
        spans.add(new Span(event.getStartTime(), event.getEndTime(), event.getInt("row")));
      } else if (isDrivers(event)) {
        events.add(event);
      }
    }
    spans.sort(Comparator.comparing(Span::from));
    events.sort(Comparator.comparing(RecordedEvent::getStartTime));
    List<JfrSeen> seen = new ArrayList<>(Collections.nCopies(rows, JfrSeen.NOTHING));
    int span = 0;
    for (RecordedEvent event : events) {
      while (span < spans.size() && spans.get(span).to().isBefore(event.getStartTime())) {
        span++;
      }
      if (span < spans.size() && !spans.get(span).from().isAfter(event.getStartTime())) {
        int row = spans.get(span).row();
        seen.set(row, plus(seen.get(row), event));
      }
    }
    return seen;
  }

  private static JfrSeen plus(JfrSeen seen, RecordedEvent event) {
    return switch (event.getEventType().getName()) {
      case "jdk.FileRead", "jdk.SocketRead" ->
          seen.plus(Math.max(0, event.getLong("bytesRead")), 0, 0);
      case "jdk.FileWrite", "jdk.SocketWrite" ->
          seen.plus(0, Math.max(0, event.getLong("bytesWritten")), 0);
      default -> seen.plus(0, 0, 1);
    };
  }

  /** Not a peer's, not the bench's, and not on a file that the JDK reads for itself. */
  private boolean isDrivers(RecordedEvent event) {
    if (event.getThread() != null && Peers.THREAD.equals(event.getThread().getJavaName())) {
      return false;
    }
    String path = event.hasField("path") ? event.getString("path") : null;
    if (path != null && !path.startsWith(directory.toString())) {
      return false;
    }
    if (event.getStackTrace() != null) {
      for (RecordedFrame frame : event.getStackTrace().getFrames()) {
        if (frame.getMethod().getType().getName().equals(Bench.class.getName())) {
          return false;
        }
      }
    }
    return true;
  }
}
