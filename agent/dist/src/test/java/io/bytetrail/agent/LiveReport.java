package io.bytetrail.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** The report that a running application serves on a port of its own. */
final class LiveReport {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  LiveReport() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  String option() {
    return "metrics.port=" + port;
  }

  int port() {
    return port;
  }

  Reported get() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/report.json");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return Reported.of(client.send(request, BodyHandlers.ofString()).body());
  }

  /** Returns once the report has this figure. */
  void await(ToLongFunction<Reported> figure, long expected) throws InterruptedException {
    Await.until(PATIENCE, () -> isServed() && figure.applyAsLong(get()) == expected);
  }

  /** It is a moment after the application's first file that it begins to be. */
  private boolean isServed() {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connection.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
