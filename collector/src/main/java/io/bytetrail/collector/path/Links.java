package io.bytetrail.collector.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small files and links of {@code /proc} and {@code /sys}; what cannot be read is empty. */
final class Links {
  private Links() {}

  /** The last name of where a link leads, {@code virtio_blk}. */
  static String nameOf(Path link) {
    try {
      return Files.exists(link) ? link.toRealPath().getFileName().toString() : "";
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  static String firstLine(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "" : lines.get(0).trim();
  }

  /** Whether a line of the file begins like this. */
  static boolean hasLine(Path file, String start) {
    return lines(file).stream().anyMatch(line -> line.startsWith(start));
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
