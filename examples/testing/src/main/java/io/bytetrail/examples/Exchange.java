package io.bytetrail.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A request over a connection of its own, so that {@code strace} can tell its bytes from others'.
 *
 * @param clientPort the connection's port at the client
 * @param requestBytes all that was sent, before encryption
 * @param head the status line and the headers
 * @param body as it came, encoded and chunked; a character a byte
 */
public record Exchange(int clientPort, long requestBytes, String head, String body) {
  private static final String END_OF_HEAD = "\r\n\r\n";

  /** A server that never ends its answer must fail a test, not hang it. */
  private static final int TIMEOUT_MILLIS = 60_000;

  /** Asks for a path. */
  public static Exchange get(int port, String path, String... headers) throws IOException {
    return over(plain(port), "GET", path, new byte[0], headers);
  }

  /** Asks for a path over TLS, whatever the certificate. */
  public static Exchange getOverTls(int port, String path, String... headers) throws IOException {
    return over(encrypted(port), "GET", path, new byte[0], headers);
  }

  /** Sends a body. */
  public static Exchange send(int port, String method, String path, byte[] body, String... headers)
      throws IOException {
    return over(plain(port), method, path, body, headers);
  }

  /** Sends a body over TLS, whatever the certificate. */
  public static Exchange sendOverTls(
      int port, String method, String path, byte[] body, String... headers) throws IOException {
    return over(encrypted(port), method, path, body, headers);
  }

  /** What came in all, before decryption. */
  public long responseBytes() {
    return head.length() + (long) body.length();
  }

  private static Exchange over(
      Socket connection, String method, String path, byte[] body, String... headers)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    request.append("Host: localhost\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (body.length > 0) {
      request.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(request.append("\r\n").toString().getBytes(ISO_8859_1));
    message.writeBytes(body);
    try (connection) {
      connection.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = connection.getOutputStream();
      message.writeTo(out);
      out.flush();
      String answer = new String(connection.getInputStream().readAllBytes(), ISO_8859_1);
      int end = answer.indexOf(END_OF_HEAD) + END_OF_HEAD.length();
      if (!answer.startsWith("HTTP/1.1 2")) {
        throw new IOException(method + " " + path + ": " + answer.lines().findFirst().orElse(""));
      }
      return new Exchange(
          connection.getLocalPort(),
          message.size(),
          answer.substring(0, end),
          answer.substring(end));
    }
  }

  private static Socket plain(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static Socket encrypted(int port) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
