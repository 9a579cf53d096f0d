package io.bytetrail.collector.surface;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The other ends of the drivers' sockets, in threads whose name keeps them out of the table. */
final class Peers implements Closeable {
  static final String THREAD = "surface-peer";

  private final List<Closeable> open = new ArrayList<>();
  private final byte[] content;
  private final InetSocketAddress sink;
  private final InetSocketAddress spring;
  private final UnixDomainSocketAddress unixSink;
  private final UnixDomainSocketAddress unixSpring;
  private final InetSocketAddress echo;

  private interface Talk {
    void with(SocketChannel socket) throws IOException;
  }

  Peers(Path directory, byte[] content) throws IOException {
    this.content = content;
    SocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    sink = (InetSocketAddress) serve(ServerSocketChannel.open().bind(any), Peers::drain);
    spring = (InetSocketAddress) serve(ServerSocketChannel.open().bind(any), this::give);
    unixSink = unix(directory.resolve("sink"), Peers::drain);
    unixSpring = unix(directory.resolve("spring"), this::give);
    DatagramChannel datagrams = DatagramChannel.open(StandardProtocolFamily.INET).bind(any);
    open.add(datagrams);
    echo = (InetSocketAddress) datagrams.getLocalAddress();
    start(() -> answer(datagrams));
  }

  InetSocketAddress sink() {
    return sink;
  }

  InetSocketAddress spring() {
    return spring;
  }

  UnixDomainSocketAddress unixSink() {
    return unixSink;
  }

  UnixDomainSocketAddress unixSpring() {
    return unixSpring;
  }

  InetSocketAddress echo() {
    return echo;
  }

  /** A thread whose input and output nobody looks at. */
  static Thread start(Runnable work) {
    Thread thread = new Thread(work, THREAD);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private UnixDomainSocketAddress unix(Path path, Talk talk) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return (UnixDomainSocketAddress) serve(server.bind(UnixDomainSocketAddress.of(path)), talk);
  }

  private SocketAddress serve(ServerSocketChannel server, Talk talk) throws IOException {
    open.add(server);
    start(() -> accept(server, talk));
    return server.getLocalAddress();
  }

  private static void accept(ServerSocketChannel server, Talk talk) {
    while (server.isOpen()) {
      try (SocketChannel socket = server.accept()) {
        talk.with(socket);
      } catch (IOException e) {
        // The driver has hung up, and its row tells; or all is over.
      }
    }
  }

  private static void drain(SocketChannel socket) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    while (socket.read(buffer.clear()) >= 0) {}
  }

  private void give(SocketChannel socket) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(content.length).put(content).flip();
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
  }

  private static void answer(DatagramChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    while (channel.isOpen()) {
      try {
        SocketAddress sender = channel.receive(buffer.clear());
        channel.send(buffer.clear().limit(Bench.DATAGRAM), sender);
      } catch (IOException e) {
        // As above.
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
