package com.example.fileserver;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/** One keep-alive connection of the {@link LoadClient}. */
final class LoadConnection implements Closeable {
  private final SocketChannel channel;
  private final boolean checksum;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10).limit(0);
  private final Map<String, Long> checksums = new HashMap<>();
  private final LongStream.Builder nanos = LongStream.builder();
  private long bytes;

  LoadConnection(int port, boolean checksum) throws IOException {
    this.checksum = checksum;
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Fetches a file and forgets it. */
  void fetch(String path) throws IOException {
    long start = System.nanoTime();
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    ByteBuffer head = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    while (head.hasRemaining()) {
      channel.write(head);
    }
    long length = readHead(path);
    CRC32C sum = new CRC32C();
    for (long left = length; left > 0; ) {
      if (!buffer.hasRemaining()) {
        fill(path);
      }
      int n = (int) Math.min(buffer.remaining(), left);
      if (checksum) {
        sum.update(buffer.slice(buffer.position(), n));
      }
      buffer.position(buffer.position() + n);
      left -= n;
    }
    if (buffer.hasRemaining()) {
      throw new IOException(path + ": more bytes than the " + length + " promised");
    }
    bytes += length;
    nanos.add(System.nanoTime() - start);
    if (checksum) {
      Long before = checksums.put(path, sum.getValue());
      if (before != null && before != sum.getValue()) {
        throw new IOException("two different bodies for " + path);
      }
    }
  }

  /** Reads the status and the headers; returns the length of the body. */
  private long readHead(String path) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      if (!buffer.hasRemaining()) {
        fill(path);
      }
      head.append((char) buffer.get());
    }
    List<String> lines = head.toString().lines().toList();
    if (!lines.get(0).startsWith("HTTP/1.1 200 ")) {
      throw new IOException(path + ": " + lines.get(0));
    }
    for (String line : lines) {
      if (line.startsWith("Content-Length: ")) {
        return Long.parseLong(line.substring("Content-Length: ".length()));
      }
    }
    throw new IOException(path + ": a response without a length");
  }

  private void fill(String path) throws IOException {
    buffer.clear();
    int n = channel.read(buffer);
    buffer.flip();
    if (n < 0) {
      throw new EOFException(path + ": the server closed the connection within a response");
    }
  }

  long bytes() {
    return bytes;
  }

  Map<String, Long> checksums() {
    return checksums;
  }

  LongStream nanos() {
    return nanos.build();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
