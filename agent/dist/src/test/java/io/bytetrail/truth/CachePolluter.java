package io.bytetrail.truth;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The service under test: reads many small files, then one large file, then the small ones again.
 * After each step it says so in a line, and goes on when it is told to.
 */
final class CachePolluter {
  private static final int CHUNK = 1 << 20;
  private static final int ALIGNMENT = 4096;

  /** Arguments: directory of small files, large file, {@code stream} or {@code direct}. */
  public static void main(String[] args) throws IOException {
    hot(Path.of(args[0]));
    pause("hot");
    if (args[2].equals("direct")) {
      direct(Path.of(args[1]));
    } else {
      stream(Path.of(args[1]));
    }
    pause("streamed");
    hot(Path.of(args[0]));
    pause("hot again");
  }

  private static void hot(Path directory) throws IOException {
    byte[] bytes = new byte[16 << 10];
    for (File file : directory.toFile().listFiles()) {
      try (FileInputStream in = new FileInputStream(file)) {
        if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
          throw new IOException(file + " is too short");
        }
      }
    }
  }

  private static void stream(Path file) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      while (in.read(chunk.clear()) > 0) {}
    }
  }

  private static void direct(Path file) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK + ALIGNMENT).alignedSlice(ALIGNMENT);
    chunk.limit(CHUNK);
    try (FileChannel in =
        FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
      while (in.read(chunk.position(0).limit(CHUNK)) > 0) {}
    }
  }

  private static void pause(String done) throws IOException {
    System.out.println(done);
    if (System.in.read() < 0) {
      throw new IOException("nobody says to go on");
    }
  }
}
