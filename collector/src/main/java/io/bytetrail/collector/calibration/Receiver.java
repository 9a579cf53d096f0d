package io.bytetrail.collector.calibration;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** The clients of a {@link Sender}: they ask for files and read what comes. */
final class Receiver implements AutoCloseable {
  private static final int BUFFER = 256 << 10;

  private final List<SocketChannel> connections = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "receiver");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * What came.
   *
   * @param cpuNanos of the receiving threads
   * @param wallNanos from the first request to the last byte
   */
  record Received(long bytes, long cpuNanos, long wallNanos) {}

  /** Waits until a sender has made so many connections. */
  Receiver(ServerSocketChannel listener, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel connection = listener.accept();
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connections.add(connection);
    }
  }

  /**
   * Makes requests, one after another on each connection.
   *
   * @param clients connections used
   * @param count requests in all
   * @param requests by their number
   */
  Received fetch(int clients, int count, IntFunction<Request> requests) throws IOException {
    AtomicInteger tickets = new AtomicInteger();
    List<Future<long[]>> parts = new ArrayList<>();
    long start = System.nanoTime();
    for (SocketChannel connection : connections.subList(0, clients)) {
      parts.add(threads.submit(() -> fetch(connection, tickets, count, requests)));
    }
    long bytes = 0;
    long cpu = 0;
    for (Future<long[]> part : parts) {
      try {
        bytes += part.get()[0];
        cpu += part.get()[1];
      } catch (ExecutionException e) {
        throw new IOException("the sender failed: " + e.getCause().getMessage(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return new Received(bytes, cpu, System.nanoTime() - start);
  }

  private static long[] fetch(
      SocketChannel connection, AtomicInteger tickets, int count, IntFunction<Request> requests)
      throws IOException {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    ByteBuffer out = ByteBuffer.allocateDirect(Request.LENGTH);
    ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    long cpu = thread.getCurrentThreadCpuTime();
    long bytes = 0;
    for (int i = tickets.getAndIncrement(); i < count; i = tickets.getAndIncrement()) {
      Request request = requests.apply(i);
      request.put(out.clear());
      Senders.drain(out.flip(), connection);
      for (long left = Sender.HEAD + request.bodyBytes(); left > 0; ) {
        int n = connection.read(in.clear().limit((int) Math.min(in.capacity(), left)));
        if (n < 0) {
          throw new EOFException("it closed the connection within an answer");
        }
        left -= n;
      }
      bytes += request.size();
    }
    return new long[] {bytes, thread.getCurrentThreadCpuTime() - cpu};
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
