package com.example.fileserver;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that has seen the head of a response and takes its time over the body. */
final class SlowReader implements Closeable {
  private final Socket socket;

  SlowReader(int port, String path) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
  }

  /** Bytes of the body that came before the connection ended, in order or not. */
  long bytesToTheEnd() {
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
      }
    } catch (IOException e) {
      // a reset connection ends the body too
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
