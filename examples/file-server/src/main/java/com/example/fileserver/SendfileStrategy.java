package com.example.fileserver;

import static java.nio.file.StandardOpenOption.READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** {@code transferTo}: the kernel passes pages of the file to the socket. */
final class SendfileStrategy implements Strategy {
  @Override
  public void send(Path file, Response response) throws IOException {
    try (FileChannel in = FileChannel.open(file, READ)) {
      long size = in.size();
      SocketChannel out = response.begin(size);
      for (long position = 0; position < size; ) {
        long n = in.transferTo(position, size - position, out);
        // The socket blocks, so nothing sent means nothing left to send.
        if (n <= 0) {
          throw new EOFException(file + " is shorter than it was by " + (size - position));
        }
        position += n;
      }
    }
  }
}
