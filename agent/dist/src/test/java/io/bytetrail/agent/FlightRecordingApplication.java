package io.bytetrail.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;

/** The application of {@link FlightRecordingIT}: reads a file, and records itself doing so. */
final class FlightRecordingApplication {
  static final int SIZE = 100_000;
  static final int READS = 3;
  static final int PART = 1000;

  private FlightRecordingApplication() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    Path directory = file.getParent();
    before(file);
    try (RandomAccessFile kept = new RandomAccessFile(file.toFile(), "r");
        Recording unaware = new Recording()) {
      kept(kept);
      unaware.start();
      unaware(file);
      unaware.stop();
      unaware.dump(directory.resolve("unaware.jfr"));

      try (Recording wanting = new Recording();
          Recording second = new Recording()) {
        wanting.enable("bytetrail.Transfer").withStackTrace();
        wanting.enable("bytetrail.Lane");
        wanting.start();
        second.start();
        for (int i = 0; i < READS; i++) {
          wanted(file);
        }
        kept(kept);
        kept(kept);
        wanting.stop();
        wanting.dump(directory.resolve("wanting.jfr"));
        after(file);
        second.stop();
        second.dump(directory.resolve("second.jfr"));
      }
      try (Recording patient = new Recording()) {
        patient.enable("bytetrail.Transfer").withThreshold(Duration.ofHours(1));
        patient.start();
        patient(file);
        patient.stop();
        patient.dump(directory.resolve("patient.jfr"));
      }
      try (Recording late = new Recording()) {
        late.start();
        late.enable("bytetrail.Transfer").withPeriod(Duration.ofMillis(20));
        while (!isRecorded(late, file)) {
          late(file);
        }
        late.stop();
      }
    }
  }

  /** Whether a recording that began without transfers, but was told to have them, has some. */
  private static boolean isRecorded(Recording recording, Path file) throws IOException {
    Path copy = file.resolveSibling("late.jfr");
    recording.dump(copy);
    return jdk.jfr.consumer.RecordingFile.readAllEvents(copy).stream()
        .anyMatch(event -> event.getEventType().getName().equals("bytetrail.Transfer"));
  }

  private static void before(Path file) throws IOException {
    read(new FileInputStream(file.toFile()));
  }

  private static void unaware(Path file) throws IOException {
    read(new FileInputStream(file.toFile()));
  }

  private static void wanted(Path file) throws IOException {
    read(new FileInputStream(file.toFile()));
  }

  private static void after(Path file) throws IOException {
    read(new FileInputStream(file.toFile()));
  }

  private static void patient(Path file) throws IOException {
    read(new FileInputStream(file.toFile()));
  }

  private static void late(Path file) throws IOException {
    read(new FileInputStream(file.toFile()));
  }

  private static void read(FileInputStream stream) throws IOException {
    try (stream) {
      byte[] chunk = new byte[4096];
      while (stream.read(chunk) >= 0) {}
    }
  }

  private static void kept(RandomAccessFile file) throws IOException {
    file.readFully(new byte[PART]);
  }
}
