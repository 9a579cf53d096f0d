package com.example.fileserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One answer on a connection. */
final class Response {
  private final SocketChannel channel;
  private final boolean keepAlive;
  private boolean begun;

  Response(SocketChannel channel, boolean keepAlive) {
    this.channel = channel;
    this.keepAlive = keepAlive;
  }

  /**
   * Promises a body of {@code length} bytes.
   *
   * @return where the body goes
   */
  SocketChannel begin(long length) throws IOException {
    writeHead("200 OK", length, "application/octet-stream", keepAlive, "");
    return channel;
  }

  /** Whether it is too late for another status. */
  boolean hasBegun() {
    return begun;
  }

  /** Answers with a status and a line of text instead of a file. */
  void fail(String status, String text, boolean head) throws IOException {
    String body = text + "\n";
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    writeHead(status, length, "text/plain; charset=utf-8", keepAlive, head ? "" : body);
  }

  private void writeHead(String status, long length, String type, boolean keepAlive, String body)
      throws IOException {
    begun = true;
    String head =
        "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: %s\r\n\r\n%s"
            .formatted(status, type, length, keepAlive ? "keep-alive" : "close", body);
    ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
