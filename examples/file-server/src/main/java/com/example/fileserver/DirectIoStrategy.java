package com.example.fileserver;

import static com.sun.nio.file.ExtendedOpenOption.DIRECT;
import static java.nio.file.StandardOpenOption.READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Past the page cache ({@code O_DIRECT}): positions, sizes and addresses are whole blocks. */
final class DirectIoStrategy implements Strategy {
  private final int chunk;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int block;

  DirectIoStrategy(int chunk) {
    this.chunk = chunk;
  }

  @Override
  public void send(Path file, Response response) throws IOException {
    alignBufferFor(file);
    try (FileChannel in = FileChannel.open(file, READ, DIRECT)) {
      long left = in.size();
      SocketChannel out = response.begin(left);
      while (left > 0) {
        buffer.clear();
        int n = in.read(buffer);
        if (n < 0 || (n < left && n % block != 0)) {
          throw new EOFException(file + " is shorter than it was by about " + left + " bytes");
        }
        // The last block may hold more than was promised: the file can have grown meanwhile.
        buffer.flip().limit((int) Math.min(n, left));
        left -= buffer.remaining();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
    }
  }

  private void alignBufferFor(Path file) throws IOException {
    int wanted = Math.toIntExact(Files.getFileStore(file).getBlockSize());
    if (wanted != block) {
      block = wanted;
      int whole = Math.max(1, chunk / block) * block;
      buffer = ByteBuffer.allocateDirect(whole + block - 1).alignedSlice(block);
    }
  }
}
