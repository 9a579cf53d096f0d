package io.bytetrail.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An application that does next to nothing but use a file, at once. */
final class FirstFile {
  static final int THREADS = 8;

  private FirstFile() {}

  /**
   * Arguments: how, and the file; {@code wait} for one that uses none until its input ends, none at
   * all for one that ends at once.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      return;
    }
    if (arguments[0].equals("wait")) {
      while (System.in.read() >= 0) {}
      return;
    }
    String file = arguments[1];
    switch (arguments[0]) {
      case "main" -> read(file);
      case "threads" -> Threads.run(false, THREADS, () -> read(file));
      case "virtual" -> Threads.run(true, THREADS, () -> read(file));
      case "interrupted" -> readInterrupted(file);
      case "mapped" -> map(file);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void read(String file) throws IOException {
    try (FileInputStream in = new FileInputStream(file)) {
      byte[] chunk = new byte[1 << 14];
      while (in.read(chunk) >= 0) {}
    }
  }

  private static void readInterrupted(String file) throws IOException {
    Thread.currentThread().interrupt();
    read(file);
    if (!Thread.interrupted()) {
      throw new IllegalStateException("the interrupt is lost");
    }
  }

  private static void map(String file) throws IOException {
    try (FileChannel in = FileChannel.open(Path.of(file), StandardOpenOption.READ)) {
      var unused = in.map(MapMode.READ_ONLY, 0, in.size()).load();
    }
  }
}
