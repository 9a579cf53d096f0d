package io.bytetrail.truth;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes files in a directory, each from a place of its own, then has another process sync them.
 */
final class Writer {
  static final int CHUNK = 1 << 20;
  static final int REWRITES = 10;
  static final int MAPPED_CHUNKS = 4;

  private Writer() {}

  /** Arguments: the directory, and how many MiB each of the two large files shall have. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    int chunks = Integer.parseInt(arguments[1]);
    byStream(directory.resolve("stream"), chunks);
    byChannel(directory.resolve("channel"), chunks);
    again(directory.resolve("again"));
    temporary(directory.resolve("temporary"));
    mapped(directory.resolve("mapped"));
    forced(directory.resolve("forced"));
    new ProcessBuilder("sync", "-f", directory.toString()).inheritIO().start().waitFor();
  }

  private static void byStream(Path file, int chunks) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      for (int i = 0; i < chunks; i++) {
        out.write(new byte[CHUNK]);
      }
    }
  }

  private static void byChannel(Path file, int chunks) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (FileChannel channel = create(file)) {
      for (int i = 0; i < chunks; i++) {
        channel.write(buffer.clear());
      }
    }
  }

  private static void again(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (FileChannel channel = create(file)) {
      for (int i = 0; i < REWRITES; i++) {
        channel.write(buffer.clear(), 0);
      }
    }
  }

  private static void temporary(Path file) throws IOException {
    try (FileChannel channel = create(file)) {
      channel.write(ByteBuffer.allocateDirect(CHUNK));
    }
    Files.delete(file);
  }

  private static void mapped(Path file) throws IOException {
    try (FileChannel channel = create(file)) {
      MappedByteBuffer buffer =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) MAPPED_CHUNKS * CHUNK);
      for (int i = 0; i < buffer.capacity(); i += 512) {
        buffer.put(i, (byte) 1);
      }
      buffer.force();
    }
  }

  private static void forced(Path file) throws IOException {
    try (FileChannel channel = create(file)) {
      channel.write(ByteBuffer.allocateDirect(CHUNK));
      channel.force(true);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
