package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.DATAGRAM;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Datagrams, with an address and without: sent to somebody who answers each. */
final class DatagramRows {
  private DatagramRows() {}

  @Row("DatagramSocket.send, receive")
  static Moved socket(Bench bench) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[100], 100, bench.echo()));
      socket.receive(new DatagramPacket(new byte[2 * DATAGRAM], 2 * DATAGRAM));
    }
    return Moved.written(100).and(Moved.read(DATAGRAM));
  }

  @Row("DatagramSocket.send, receive (connected)")
  static Moved connectedSocket(Bench bench) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(bench.echo());
      socket.send(new DatagramPacket(new byte[100], 100));
      socket.receive(new DatagramPacket(new byte[2 * DATAGRAM], 2 * DATAGRAM));
    }
    return Moved.written(100).and(Moved.read(DATAGRAM));
  }

  @Row("DatagramSocket.receive (with a timeout)")
  static Moved timeout(Bench bench) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(new byte[100], 100, bench.echo()));
      socket.receive(new DatagramPacket(new byte[2 * DATAGRAM], 2 * DATAGRAM));
    }
    return Moved.written(100).and(Moved.read(DATAGRAM));
  }

  @Row("DatagramChannel.send, receive (heap)")
  static Moved heap(Bench bench) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.send(ByteBuffer.allocate(100), bench.echo());
      channel.receive(ByteBuffer.allocate(2 * DATAGRAM));
    }
    return Moved.written(100).and(Moved.read(DATAGRAM));
  }

  @Row("DatagramChannel.send, receive (direct)")
  static Moved direct(Bench bench) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.send(ByteBuffer.allocateDirect(100), bench.echo());
      channel.receive(ByteBuffer.allocateDirect(2 * DATAGRAM));
    }
    return Moved.written(100).and(Moved.read(DATAGRAM));
  }

  @Row("DatagramChannel.read, write (connected)")
  static Moved connected(Bench bench) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(bench.echo());
      channel.write(ByteBuffer.allocate(100));
      channel.read(ByteBuffer.allocate(2 * DATAGRAM));
      channel.write(new ByteBuffer[] {ByteBuffer.allocateDirect(50), ByteBuffer.allocate(50)});
      channel.read(ByteBuffer.allocateDirect(2 * DATAGRAM));
    }
    return Moved.written(200).and(Moved.read(2 * DATAGRAM));
  }
}
