package com.example.fileserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileServerTest {
  @TempDir Path folder;
  private Path root;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    root = Files.createDirectory(folder.resolve("root"));
    Files.writeString(root.resolve("a b.txt"), "hello");
    Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
    server = new RunningServer(root);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void answersSeveralRequestsOnOneConnection() throws Exception {
    String get = "GET /heap/a%20b.txt HTTP/1.1\r\n";
    String head = "HEAD /stream/a%20b.txt HTTP/1.1\r\n";
    String end = "\r\n";

    String answer = send(get + end + head + end + get + "Connection: close\r\n" + end);

    assertThat(answer.split("HTTP/1.1 200 OK\r\n", -1)).hasSize(4);
    assertThat(answer).containsOnlyOnce("Connection: close").endsWith("\r\n\r\nhello");
    assertThat(answer.split("hello", -1)).as("a HEAD has no body").hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/heap/../secret", "/heap/%2e%2e/secret", "/heap//etc/passwd", "/heap/link"})
  void refusesPathsThatLeadOutsideTheRoot(String path) throws Exception {
    assertThat(get(path))
        .startsWith("HTTP/1.1 404 ")
        .doesNotContain("root:")
        .doesNotEndWith("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/heap/nothing", "/heap/", "/", "/teleport/a%20b.txt", "/heap/%00"})
  void saysThatThereIsNoSuchFile(String path) throws Exception {
    assertThat(get(path)).startsWith("HTTP/1.1 404 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET /heap/a b HTTP/1.1\r\n\r\n",
        "GET /heap/%zz HTTP/1.1\r\n\r\n",
        "GET /heap/a%20b.txt HTTP/2\r\n\r\n",
        "GET /heap/a%20b.txt HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
        "\r\n\r\n"
      })
  void refusesMalformedRequests(String request) throws Exception {
    assertThat(send(request)).startsWith("HTTP/1.1 400 ").contains("Connection: close");
  }

  @Test
  void refusesARequestWithAnEndlessHead() throws Exception {
    assertThat(send("GET /heap/" + "a".repeat(8193 - "GET /heap/".length())))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void knowsOnlyGetAndHead() throws Exception {
    assertThat(send("DELETE /heap/a%20b.txt HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 405 ");
    assertThat(root.resolve("a b.txt")).exists();
  }

  @Test
  void closesIdleConnectionsWhenItEnds() throws Exception {
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      idle.getOutputStream()
          .write("GET /heap/a%20b.txt HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(idle.getInputStream().read()).isEqualTo('H');
      server.close();
      assertThat(new String(idle.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .endsWith("hello");
    }
  }

  @Test
  void namesWhatIsWrongOnTheCommandLine() {
    assertThatThrownBy(() -> Settings.parse("--strategy=teleport"))
        .hasMessageContaining("teleport");
    assertThatThrownBy(() -> Settings.parse("--port=http")).hasMessageContaining("http");
    assertThatThrownBy(() -> Settings.parse("--prot=80")).hasMessageContaining("--prot");
    assertThatThrownBy(() -> Settings.parse("--port")).hasMessageContaining("--port");
    assertThatThrownBy(() -> Settings.parse("--root=/no/such")).hasMessageContaining("/no/such");
  }

  private String get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nConnection: close\r\n\r\n");
  }

  private String send(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
