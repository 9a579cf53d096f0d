package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** Sockets for streams of bytes, TCP and of the Unix domain. */
final class SocketRows {
  private SocketRows() {}

  @Row("Socket.getInputStream")
  static Moved streamRead(Bench bench) throws IOException {
    try (Socket socket = new Socket(bench.spring().getAddress(), bench.spring().getPort())) {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[CHUNK];
      while (in.read(buffer) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("Socket.getOutputStream")
  static Moved streamWrite(Bench bench) throws IOException {
    try (Socket socket = new Socket(bench.sink().getAddress(), bench.sink().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(new byte[10 * SIZE]);
      out.write(1);
    }
    return Moved.written(10 * SIZE + 1);
  }

  @Row("SocketChannel.read (heap)")
  static Moved readHeap(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.spring())) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (socket.read(buffer.clear()) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("SocketChannel.read (direct)")
  static Moved readDirect(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.spring())) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      while (socket.read(buffer.clear()) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("SocketChannel.read (scattering)")
  static Moved readScattering(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.spring())) {
      ByteBuffer[] buffers = {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(CHUNK)};
      while (socket.read(buffers) >= 0) {
        buffers[0].clear();
        buffers[1].clear();
      }
    }
    return Moved.read(SIZE);
  }

  @Row("SocketChannel.write (heap)")
  static Moved writeHeap(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.sink())) {
      return Moved.written(socket.write(ByteBuffer.allocate(SIZE)));
    }
  }

  @Row("SocketChannel.write (direct)")
  static Moved writeDirect(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.sink())) {
      return Moved.written(socket.write(ByteBuffer.allocateDirect(SIZE)));
    }
  }

  @Row("SocketChannel.write (gathering)")
  static Moved writeGathering(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.sink())) {
      ByteBuffer[] both = {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(CHUNK)};
      return Moved.written(socket.write(both));
    }
  }

  @Row("SocketChannel.socket() streams")
  static Moved adaptor(Bench bench) throws IOException {
    try (SocketChannel channel = SocketChannel.open(bench.spring())) {
      InputStream in = channel.socket().getInputStream();
      while (in.read(new byte[CHUNK]) >= 0) {}
    }
    try (SocketChannel channel = SocketChannel.open(bench.sink())) {
      channel.socket().getOutputStream().write(new byte[SIZE]);
    }
    return Moved.through(SIZE);
  }

  @Row("SocketChannel (unix domain)")
  static Moved unixDomain(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.unixSpring())) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (socket.read(buffer.clear()) >= 0) {}
    }
    try (SocketChannel socket = SocketChannel.open(bench.unixSink())) {
      return Moved.read(SIZE).and(Moved.written(socket.write(ByteBuffer.allocateDirect(SIZE))));
    }
  }

  @Row("Channels.new…Stream(SocketChannel)")
  static Moved channelStreams(Bench bench) throws IOException {
    try (SocketChannel socket = SocketChannel.open(bench.spring());
        InputStream in = Channels.newInputStream(socket)) {
      while (in.read(new byte[CHUNK]) >= 0) {}
    }
    try (SocketChannel socket = SocketChannel.open(bench.sink());
        OutputStream out = Channels.newOutputStream(socket)) {
      out.write(new byte[SIZE]);
    }
    return Moved.through(SIZE);
  }
}
