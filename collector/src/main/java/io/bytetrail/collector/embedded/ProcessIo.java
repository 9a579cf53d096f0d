package io.bytetrail.collector.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/<pid>/io} says of a whole process, cumulative.
 *
 * @param readCallBytes {@code rchar}: results of read calls, sockets and pipes included
 * @param deviceReadBytes {@code read_bytes}: fetched from storage for it
 */
public record ProcessIo(long readCallBytes, long deviceReadBytes) {

  /** The figures now, or empty where they may not be read. */
  public static Optional<ProcessIo> of(long pid) {
    try {
      long readCalls = -1;
      long deviceReads = -1;
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "io"))) {
        if (line.startsWith("rchar: ")) {
          readCalls = value(line);
        } else if (line.startsWith("read_bytes: ")) {
          deviceReads = value(line);
        }
      }
      return readCalls < 0 || deviceReads < 0
          ? Optional.empty()
          : Optional.of(new ProcessIo(readCalls, deviceReads));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  ProcessIo minus(ProcessIo earlier) {
    return new ProcessIo(
        readCallBytes - earlier.readCallBytes, deviceReadBytes - earlier.deviceReadBytes);
  }

  private static long value(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1).trim());
  }
}
