package io.bytetrail.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;

/** Serves a file over HTTP to itself, of which OpenTelemetry's agent makes two spans a request. */
final class TracedServer {
  static final int REQUESTS = 20;
  static final int CHUNK = 8192;

  private TracedServer() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", exchange -> serve(exchange, file));
    server.start();
    long bytes = 0;
    for (int i = 0; i < REQUESTS; i++) {
      bytes += fetch(server.getAddress().getPort());
    }
    server.stop(0);
    System.out.println(bytes);
  }

  private static void serve(HttpExchange exchange, Path file) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (InputStream in = new FileInputStream(file.toFile());
        OutputStream out = exchange.getResponseBody()) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        out.write(chunk, 0, n);
      }
    }
  }

  private static long fetch(int port) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/file");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes().length;
    }
  }
}
