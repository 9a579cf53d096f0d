package com.example.fileserver;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The file mapped, the socket written from the mapping.
 *
 * <p>Only the garbage collector unmaps, so a server that maps a file for each request keeps it in
 * the page cache for longer than it looks.
 */
final class MmapStrategy implements Strategy {
  /** A mapping is at most 2 GiB, and a window this large makes the cost of mapping vanish. */
  private static final long WINDOW = 256L << 20;

  @Override
  public void send(Path file, Response response) throws IOException {
    try (FileChannel in = FileChannel.open(file, READ)) {
      long size = in.size();
      SocketChannel out = response.begin(size);
      for (long position = 0; position < size; position += WINDOW) {
        ByteBuffer mapped = in.map(READ_ONLY, position, Math.min(WINDOW, size - position));
        while (mapped.hasRemaining()) {
          out.write(mapped);
        }
      }
    }
  }
}
