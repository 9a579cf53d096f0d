package io.bytetrail.regret;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections to a server, each with a thread that fetches one file after another. */
final class Clients implements AutoCloseable {
  private static final int BUFFER = 256 << 10;
  private static final String LENGTH = "Content-Length: ";

  private final List<Connection> connections = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "client");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * What came.
   *
   * @param bytes of bodies
   * @param cpuNanos of the clients' threads
   * @param wallNanos from the first request to the last byte
   */
  record Fetched(long bytes, long cpuNanos, long wallNanos) {}

  Clients(InetSocketAddress server, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      connections.add(new Connection(server));
    }
  }

  /** Fetches each path once, by so many clients. */
  Fetched fetch(int clients, List<String> paths) throws IOException {
    AtomicInteger tickets = new AtomicInteger();
    List<Future<long[]>> parts = new ArrayList<>();
    long start = System.nanoTime();
    for (Connection connection : connections.subList(0, clients)) {
      parts.add(threads.submit(() -> connection.fetch(tickets, paths)));
    }
    long bytes = 0;
    long cpu = 0;
    for (Future<long[]> part : parts) {
      try {
        bytes += part.get()[0];
        cpu += part.get()[1];
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return new Fetched(bytes, cpu, System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Connection connection : connections) {
      connection.channel.close();
    }
  }

  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] head = new byte[1024];

    Connection(InetSocketAddress server) throws IOException {
      channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    long[] fetch(AtomicInteger tickets, List<String> paths) throws IOException {
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long bytes = 0;
      int ticket;
      while ((ticket = tickets.getAndIncrement()) < paths.size()) {
        bytes += fetch(paths.get(ticket));
      }
      return new long[] {
        bytes, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu
      };
    }

    private long fetch(String path) throws IOException {
      ByteBuffer request =
          ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: grid\r\n\r\n").getBytes(US_ASCII));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      int length = 0;
      while (true) {
        int n = read(ByteBuffer.wrap(head, length, head.length - length), path);
        length += n;
        String text = new String(head, 0, length, US_ASCII);
        int end = text.indexOf("\r\n\r\n");
        if (end >= 0) {
          long body = bodyLength(text, path);
          long left = body - (length - end - 4);
          while (left > 0) {
            left -= read(buffer.clear().limit((int) Math.min(buffer.capacity(), left)), path);
          }
          return body;
        }
      }
    }

    private int read(ByteBuffer into, String path) throws IOException {
      int n = channel.read(into);
      if (n < 0) {
        throw new EOFException(path + ": the server closed the connection");
      }
      return n;
    }

    private static long bodyLength(String head, String path) throws IOException {
      int at = head.indexOf(LENGTH);
      if (!head.startsWith("HTTP/1.1 200 ") || at < 0) {
        throw new IOException(path + ": " + head.lines().findFirst().orElse(""));
      }
      int from = at + LENGTH.length();
      return Long.parseLong(head.substring(from, head.indexOf('\r', from)));
    }
  }
}
