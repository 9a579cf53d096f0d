package io.bytetrail.collector.calibration;

import static java.nio.file.StandardOpenOption.READ;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code O_DIRECT} reads that run ahead of the writes, as the kernel's read-ahead would: while one
 * chunk is written, the next ones are being read. For one connection at a time.
 */
final class DirectReadAhead implements AutoCloseable {
  /** Reads under way at once. */
  static final int DEPTH = 2;

  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          DEPTH,
          task -> {
            Thread thread = new Thread(task, "read-ahead");
            thread.setDaemon(true);
            return thread;
          });
  private final ByteBuffer[] buffers = new ByteBuffer[DEPTH + 1];
  private int chunk;

  void send(Path file, int wanted, WritableByteChannel target) throws IOException {
    if (wanted != chunk) {
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = Senders.aligned(wanted, Senders.blockSize(file));
      }
      chunk = buffers[0].capacity();
    }
    try (FileChannel in = FileChannel.open(file, READ, ExtendedOpenOption.DIRECT)) {
      send(in, file, target);
    }
  }

  private void send(FileChannel in, Path file, WritableByteChannel target) throws IOException {
    long size = in.size();
    long chunks = (size + chunk - 1) / chunk;
    Future<?>[] reads = new Future<?>[buffers.length];
    try {
      for (long next = 0, asked = 0; next < chunks; next++) {
        for (; asked < Math.min(chunks, next + DEPTH); asked++) {
          reads[(int) (asked % buffers.length)] = read(in, asked);
        }
        int slot = (int) (next % buffers.length);
        await(reads[slot]);
        ByteBuffer buffer = buffers[slot].flip();
        long promised = Math.min(chunk, size - next * chunk);
        if (buffer.remaining() < promised) {
          throw new EOFException(file + " became shorter");
        }
        Senders.drain(buffer.limit((int) promised), target);
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

  private Future<?> read(FileChannel in, long number) {
    ByteBuffer buffer = buffers[(int) (number % buffers.length)].clear();
    return readers.submit(() -> in.read(buffer, number * chunk));
  }

  private static void await(Future<?> read) throws IOException {
    try {
      read.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
