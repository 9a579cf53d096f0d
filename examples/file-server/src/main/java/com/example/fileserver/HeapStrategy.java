package com.example.fileserver;

import static java.nio.file.StandardOpenOption.READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Channels with a buffer in the Java heap. */
final class HeapStrategy implements Strategy {
  private final ByteBuffer buffer;

  HeapStrategy(int chunk) {
    buffer = ByteBuffer.allocate(chunk);
  }

  @Override
  public void send(Path file, Response response) throws IOException {
    try (FileChannel in = FileChannel.open(file, READ)) {
      long left = in.size();
      SocketChannel out = response.begin(left);
      while (left > 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        if (in.read(buffer) < 0) {
          throw new EOFException(file + " is shorter than it was by " + left + " bytes");
        }
        buffer.flip();
        left -= buffer.remaining();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
    }
  }
}
