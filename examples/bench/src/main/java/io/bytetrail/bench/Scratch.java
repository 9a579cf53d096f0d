package io.bytetrail.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for what the benchmarks need while they run; deleted when the JVM ends, however. */
final class Scratch {
  private final Path folder;

  Scratch(Path parent) throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(parent), "scratch-");
    Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
  }

  Path folder() {
    return folder;
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("bytetrail bench: " + folder + " is left: " + e);
    }
  }
}
