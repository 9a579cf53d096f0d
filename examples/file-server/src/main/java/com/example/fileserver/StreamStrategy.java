package com.example.fileserver;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** The loop everybody has written once: {@code FileInputStream} to the socket's stream. */
final class StreamStrategy implements Strategy {
  private final byte[] buffer = new byte[8192];

  @Override
  public void send(Path file, Response response) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      long left = in.getChannel().size();
      OutputStream out = response.begin(left).socket().getOutputStream();
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new EOFException(file + " is shorter than it was by " + left + " bytes");
        }
        out.write(buffer, 0, n);
        left -= n;
      }
    }
  }
}
