package io.bytetrail.agent;

import static io.bytetrail.agent.TlsRoutes.SIZE;
import static io.bytetrail.ledger.Operation.FILE_CHANNEL_READ_DIRECT;
import static io.bytetrail.ledger.Operation.FILE_CHANNEL_READ_HEAP;
import static io.bytetrail.ledger.Operation.FILE_INPUT_STREAM_READ;
import static io.bytetrail.ledger.Operation.SOCKET_CHANNEL_WRITE_DIRECT;
import static io.bytetrail.ledger.Operation.SOCKET_CHANNEL_WRITE_HEAP;
import static io.bytetrail.ledger.Operation.SOCKET_STREAM_WRITE;
import static io.bytetrail.ledger.Operation.TRANSFER_TO_READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.Operation;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are encrypted on their way are followed, and said to be. */
class TlsRoutesIT {
  /** A record's header, its tag and the like: for 8 KiB of data. */
  private static final int MOST_PER_RECORD = 64;

  @TempDir Path directory;
  private LedgerSnapshot ledger;
  private final SoftAssertions softly = new SoftAssertions();

  static Stream<Arguments> threads() {
    return WrappersIT.threads();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void followsEncryptedBytes(Jdk jdk, String threads) throws Exception {
    Path store = keyStore(jdk, directory);
    ledger =
        Agents.run(
            Agents.jvm(jdk, directory),
            directory,
            TlsRoutes.class,
            directory.toString(),
            store.toString(),
            threads);

    encrypted("stream", FILE_INPUT_STREAM_READ, SOCKET_STREAM_WRITE, "tls");
    encrypted("compressed", FILE_INPUT_STREAM_READ, SOCKET_STREAM_WRITE, "deflate+tls");
    encrypted("engine", FILE_CHANNEL_READ_DIRECT, SOCKET_CHANNEL_WRITE_DIRECT, "tls");
    encrypted("engine", FILE_CHANNEL_READ_HEAP, SOCKET_CHANNEL_WRITE_HEAP, "tls");
    encrypted("transfer", TRANSFER_TO_READ, SOCKET_STREAM_WRITE, "tls");
    softly.assertAll();
  }

  private void encrypted(String site, Operation read, Operation write, String transformation) {
    LaneSnapshot head =
        Agents.lanes(ledger, TlsRoutes.class, site).stream()
            .filter(lane -> lane.operation() == read && lane.path().endsWith("/source"))
            .findFirst()
            .orElseThrow();
    List<LaneSnapshot> tails =
        ledger.lanes().stream().filter(lane -> lane.upstream() == head.id()).toList();
    softly.assertThat(head.bytes()).as(site + " read").isEqualTo(SIZE);
    softly.assertThat(tails).as(site).hasSize(1);
    for (LaneSnapshot tail : tails) {
      softly.assertThat(tail.operation()).as(site).isEqualTo(write);
      softly.assertThat(Link.transformation(tail.link())).as(site).isEqualTo(transformation);
      softly
          .assertThat(tail.bytes())
          .as(site + " written")
          .isBetween((long) SIZE, SIZE + tail.calls() * MOST_PER_RECORD);
    }
  }

  static Path keyStore(Jdk jdk, Path directory) throws IOException, InterruptedException {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                jdk.home().resolve("bin/keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "test",
                "-dname",
                "CN=localhost",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(TlsRoutes.PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return store;
  }
}
