package io.bytetrail.collector.calibration;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The service whose cost is measured, in a process of its own: it sends what it is asked for, as a
 * server of files does. Each request makes it wake up, open a file, and send a head and a body.
 */
public final class Sender {
  /** Bytes before each body: servers send a head, in a segment of its own. */
  static final int HEAD = 128;

  private final Path folder;
  private final InetSocketAddress receiver;

  private Sender(Path folder, InetSocketAddress receiver) {
    this.folder = folder;
    this.receiver = receiver;
  }

  /**
   * Serves until the receiver goes away.
   *
   * @param connections one thread each
   */
  public static void run(Path folder, String host, int port, int connections) throws IOException {
    Sender sender = new Sender(folder, new InetSocketAddress(host, port));
    for (int i = 1; i < connections; i++) {
      int number = i;
      Thread thread = new Thread(() -> sender.serve(number), "sender-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    sender.serve(0);
  }

  private void serve(int number) {
    Path copy = folder.resolve("copy-" + number);
    try (SocketChannel socket = SocketChannel.open(receiver);
        Senders senders = new Senders()) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      ByteBuffer request = ByteBuffer.allocateDirect(Request.LENGTH);
      while (fill(request.clear(), socket)) {
        answer(Request.get(request.flip()), senders, socket, copy);
      }
    } catch (IOException e) {
      // The receiver sees the connection end, and says so.
      System.err.println("calibrate: " + e.getMessage());
    }
  }

  private void answer(Request request, Senders senders, SocketChannel socket, Path copy)
      throws IOException {
    Path file = folder.resolve(Corpus.name(request.size(), request.index()));
    if (request.kind() == Request.Kind.COPY) {
      senders.copy(request.way(), file, copy);
    }
    if (request.kind() == Request.Kind.UNMAP) {
      System.gc();
    }
    Senders.drain(ByteBuffer.allocate(HEAD), socket);
    switch (request.kind()) {
      case SEND -> senders.send(request.way(), file, socket);
      case WRITE -> senders.write(request.size(), request.chunk(), socket);
      case TRANSFER -> senders.transfer(file, socket, request.chunk());
      case COPY, UNMAP -> {}
    }
  }

  private static boolean fill(ByteBuffer buffer, SocketChannel socket) throws IOException {
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }
}
