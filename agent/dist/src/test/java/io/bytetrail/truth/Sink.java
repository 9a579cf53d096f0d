package io.bytetrail.truth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accepts connections, on loopback if nothing else is said, and counts what comes, until it is
 * closed.
 */
final class Sink implements AutoCloseable {
  private static final int BACKLOG = 64;
  private final ServerSocket server;
  private final AtomicLong bytes = new AtomicLong();

  Sink() throws IOException {
    this(InetAddress.getLoopbackAddress());
  }

  Sink(InetAddress address) throws IOException {
    server = new ServerSocket(0, BACKLOG, address);
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Bytes received so far, over all connections. */
  long bytes() {
    return bytes.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        start(() -> drain(socket));
      }
    } catch (SocketException closed) {
      // close() ends the loop.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void drain(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] chunk = new byte[1 << 16];
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        bytes.addAndGet(n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "sink");
    thread.setDaemon(true);
    thread.start();
  }
}
