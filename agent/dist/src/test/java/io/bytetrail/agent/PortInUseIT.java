package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who listens where, and who does not, is no business of the application's. */
class PortInUseIT {
  private static final int BYTES = 1 << 20;

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatThePortIsTaken(Jdk jdk) throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      ChildJvm.Result result = readOnce(jdk, "metrics.port=" + port);

      String sentence =
          "metrics.port=%d is not served: port %d: Address already in use".formatted(port, port);
      assertThat(result.err()).isEqualTo("bytetrail: " + sentence + "; choose another port\n");
      assertThat(Reported.in(directory).missing()).contains(sentence);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysOnceThatNobodyReceivesMetrics(Jdk jdk) throws Exception {
    int nobody = new LiveReport().port();
    ChildJvm.Result result =
        readOnce(jdk, "otlp.interval=100ms", "otlp.endpoint=http://127.0.0.1:" + nobody);

    assertThat(result.err())
        .startsWith("bytetrail: ")
        .contains("http://127.0.0.1:" + nobody)
        .hasLineCount(1);
  }

  /** Clients that ask for nothing, or for nonsense, and stay. */
  @Test
  void isNotHeldUpByClientsOfTheMetrics() throws Exception {
    LiveReport live = new LiveReport();
    List<Socket> clients = new ArrayList<>();
    try (Conversation talk =
        new Conversation(Reported.jvm(Jdk.of(25), directory, live.option()), directory)) {
      live.await(Reported::fileBytes, 0);
      for (String said : List.of("", "GET", "\0\0\0\0\r\n\r\n")) {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), live.port());
        clients.add(client);
        client.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
      }
      talk.ask("read " + Reported.file(directory, BYTES));
      live.await(Reported::fileBytes, BYTES);
      assertThat(talk.finish().exit()).isZero();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
  }

  private ChildJvm.Result readOnce(Jdk jdk, String... options)
      throws IOException, InterruptedException {
    Path file = Reported.file(directory, BYTES);
    long begin = System.nanoTime();
    try (Conversation talk = new Conversation(Reported.jvm(jdk, directory, options), directory)) {
      assertThat(talk.ask("read " + file)).isEqualTo("read " + BYTES);
      ChildJvm.Result result = talk.finish();
      assertThat(result.exit()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
      return result;
    }
  }
}
