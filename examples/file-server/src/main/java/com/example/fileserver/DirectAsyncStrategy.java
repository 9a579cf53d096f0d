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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Past the page cache, with a read-ahead of its own: while one chunk is sent, the next two are
 * being read. What {@code O_DIRECT} takes away is given back.
 */
final class DirectAsyncStrategy implements Strategy {
  private static final int AHEAD = 2;

  /** Shared by all connections: reads wait for the device, not for each other. */
  private static final ExecutorService READERS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "read-ahead");
            thread.setDaemon(true);
            return thread;
          });

  private final int wanted;
  private final ByteBuffer[] buffers = new ByteBuffer[AHEAD + 1];
  private int block;

  DirectAsyncStrategy(int chunk) {
    wanted = chunk;
  }

  @Override
  public void send(Path file, Response response) throws IOException {
    alignBuffersFor(file);
    int chunk = buffers[0].capacity();
    Future<?>[] reads = new Future<?>[buffers.length];
    try (FileChannel in = FileChannel.open(file, READ, DIRECT)) {
      long size = in.size();
      SocketChannel out = response.begin(size);
      long asked = 0;
      try {
        for (long position = 0; position < size; position += chunk) {
          for (; asked < Math.min(size, position + (long) AHEAD * chunk); asked += chunk) {
            reads[slot(asked, chunk)] = read(in, asked, chunk);
          }
          await(reads[slot(position, chunk)]);
          ByteBuffer buffer = buffers[slot(position, chunk)].flip();
          long left = Math.min(chunk, size - position);
          if (buffer.remaining() < left) {
            throw new EOFException(file + " is shorter than it was");
          }
          // The last block may hold more than was promised: the file can have grown meanwhile.
          buffer.limit((int) left);
          while (buffer.hasRemaining()) {
            out.write(buffer);
          }
        }
      } finally {
        // None may be reading into a buffer that the next file is given.
        for (Future<?> read : reads) {
          if (read != null) {
            await(read);
          }
        }
      }
    }
  }

  private int slot(long position, int chunk) {
    return (int) (position / chunk % buffers.length);
  }

  private Future<?> read(FileChannel in, long position, int chunk) {
    ByteBuffer buffer = buffers[slot(position, chunk)].clear();
    return READERS.submit(() -> in.read(buffer, position));
  }

  private static void await(Future<?> read) throws IOException {
    try {
      read.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", e);
    }
  }

  private void alignBuffersFor(Path file) throws IOException {
    int needed = Math.toIntExact(Files.getFileStore(file).getBlockSize());
    if (needed != block) {
      block = needed;
      int whole = Math.max(1, wanted / block) * block;
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = ByteBuffer.allocateDirect(whole + block - 1).alignedSlice(block);
      }
    }
  }
}
