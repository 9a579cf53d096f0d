package io.bytetrail.agent;

import static io.bytetrail.agent.Uploads.SIZE;
import static io.bytetrail.ledger.Operation.FILE_CHANNEL_WRITE_DIRECT;
import static io.bytetrail.ledger.Operation.FILE_CHANNEL_WRITE_HEAP;
import static io.bytetrail.ledger.Operation.FILE_OUTPUT_STREAM_WRITE;
import static io.bytetrail.ledger.Operation.SOCKET_CHANNEL_READ_DIRECT;
import static io.bytetrail.ledger.Operation.SOCKET_CHANNEL_READ_HEAP;
import static io.bytetrail.ledger.Operation.SOCKET_STREAM_READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Endpoint;
import io.bytetrail.ledger.Operation.Kind;
import io.bytetrail.ledger.SizeClass;
import io.bytetrail.testing.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a socket brought in is followed into the file that stores it, to the byte. */
class UploadsIT {
  @TempDir Path directory;
  private LedgerSnapshot ledger;
  private final SoftAssertions softly = new SoftAssertions();

  static Stream<Arguments> threads() {
    return WrappersIT.threads();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void followsUploadsIntoTheirFiles(Jdk jdk, String threads) throws Exception {
    Path store = TlsRoutesIT.keyStore(jdk, directory);
    ledger =
        Agents.run(
            Agents.jvm(jdk, directory),
            directory,
            Uploads.class,
            directory.toString(),
            store.toString(),
            threads);

    stored("stream", SOCKET_STREAM_READ, FILE_OUTPUT_STREAM_WRITE, Link.IDENTITY);
    stored("buffered", SOCKET_STREAM_READ, FILE_OUTPUT_STREAM_WRITE, Link.IDENTITY);
    stored("direct", SOCKET_CHANNEL_READ_DIRECT, FILE_CHANNEL_WRITE_DIRECT, Link.IDENTITY);
    stored("heap", SOCKET_CHANNEL_READ_HEAP, FILE_CHANNEL_WRITE_HEAP, Link.IDENTITY);
    stored("positional", SOCKET_CHANNEL_READ_DIRECT, FILE_CHANNEL_WRITE_DIRECT, Link.IDENTITY);
    stored("copied", SOCKET_STREAM_READ, FILE_OUTPUT_STREAM_WRITE, Link.INFERRED);
    stored("gunzip", SOCKET_STREAM_READ, FILE_OUTPUT_STREAM_WRITE, Link.INFLATE);
    stored("tlsStream", SOCKET_STREAM_READ, FILE_OUTPUT_STREAM_WRITE, Link.TLS);
    stored("tlsEngine", SOCKET_CHANNEL_READ_DIRECT, FILE_CHANNEL_WRITE_DIRECT, Link.TLS);
    softly
        .assertThat(ledger.lanes())
        .noneMatch(
            lane ->
                lane.upstream() != 0
                    && lane.operation().endpoint() == Endpoint.SOCKET
                    && lane.operation().kind() == Kind.WRITE
                    && lane.calls() > 0);
    softly.assertAll();
  }

  /** At the file's site, under its path, by one lane and in one transfer. */
  private void stored(String site, Operation read, Operation write, int link) {
    List<LaneSnapshot> writes =
        Agents.lanes(ledger, Uploads.class, site).stream()
            .filter(lane -> lane.operation() == write && lane.calls() > 0)
            .toList();
    softly.assertThat(writes).as(site).hasSize(1);
    for (LaneSnapshot lane : writes) {
      softly.assertThat(lane.bytes()).as(site).isEqualTo(SIZE);
      softly.assertThat(lane.transfers()).as(site + " transfers").isEqualTo(1);
      softly.assertThat(lane.link()).as(site + " link").isEqualTo(link);
      softly.assertThat(lane.path()).as(site).isEqualTo(directory.resolve(site).toString());
      softly.assertThat(lane.sizeClass()).as(site).isEqualTo(SizeClass.GROWING);
      LaneSnapshot upstream = lane(lane.upstream());
      softly.assertThat(upstream.operation()).as(site).isEqualTo(read);
      softly.assertThat(upstream.bytes()).as(site + " received").isGreaterThanOrEqualTo(SIZE);
    }
  }

  private LaneSnapshot lane(int id) {
    List<LaneSnapshot> found =
        ledger.lanes().stream().filter(lane -> lane.id() == id && id != 0).toList();
    assertThat(found).as("lane " + id).hasSize(1);
    return found.get(0);
  }
}
