package io.bytetrail.agent;

import static io.bytetrail.agent.Wrappers.CHUNK;
import static io.bytetrail.agent.Wrappers.SIZE;
import static io.bytetrail.agent.Wrappers.SLICES;
import static io.bytetrail.ledger.Operation.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.Operation;
import io.bytetrail.testing.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file's bytes are followed through what real code puts in between, to the byte; and a read and a
 * write that have nothing to do with each other are not taken for one route.
 */
class WrappersIT {
  private static final int ARENA = SLICES * CHUNK;

  @TempDir Path directory;
  private LedgerSnapshot ledger;
  private final SoftAssertions softly = new SoftAssertions();

  static Stream<Arguments> threads() {
    return Jdk.tested().stream()
        .flatMap(
            jdk ->
                Stream.of("platform", "virtual")
                    .filter(kind -> kind.equals("platform") || jdk.hasVirtualThreads())
                    .map(kind -> Arguments.of(jdk, kind)));
  }

  @ParameterizedTest
  @MethodSource("threads")
  void followsEachRouteAndNoOther(Jdk jdk, String threads) throws Exception {
    ledger =
        Agents.run(
            Agents.jvm(jdk, directory), directory, Wrappers.class, directory.toString(), threads);

    // Two methods share the site: it is where the files are opened.
    chained("arena", FILE_CHANNEL_READ_DIRECT, 2 * ARENA, SOCKET_CHANNEL_WRITE_DIRECT, 0);
    chained("arena", FILE_CHANNEL_READ_HEAP, ARENA, SOCKET_CHANNEL_WRITE_HEAP, 0);
    chained(
        "heapArenaInAnotherThread", FILE_INPUT_STREAM_READ, ARENA, SOCKET_CHANNEL_WRITE_HEAP, 0);
    chained("bufferedInput", FILE_INPUT_STREAM_READ, SIZE, SOCKET_STREAM_WRITE, SIZE);
    chained("bufferedInputLarge", FILE_INPUT_STREAM_READ, SIZE, SOCKET_STREAM_WRITE, 0);
    // In a virtual thread the buffer grows, and is copied each time.
    long copied = threads.equals("virtual") ? -1 : SIZE;
    chained("bufferedOutput", FILE_INPUT_STREAM_READ, SIZE, SOCKET_STREAM_WRITE, copied);
    // How the two buffers fall together differs; each byte goes through one at least.
    chained("bufferedBoth", FILE_INPUT_STREAM_READ, SIZE, FILE_OUTPUT_STREAM_WRITE, -1);
    Operation channelStream =
        jdk.hasVirtualThreads() ? SOCKET_STREAM_WRITE : SOCKET_CHANNEL_WRITE_HEAP;
    chained("channelStreams", FILE_CHANNEL_READ_HEAP, SIZE, channelStream, 0);

    chained("put", FILE_CHANNEL_READ_HEAP, SIZE, SOCKET_CHANNEL_WRITE_DIRECT, SIZE);
    chained("put", FILE_CHANNEL_READ_DIRECT, SIZE, SOCKET_CHANNEL_WRITE_HEAP, SIZE);
    inferred("getFromDirect", FILE_CHANNEL_READ_DIRECT, SIZE, SOCKET_STREAM_WRITE, SIZE);
    inferred("collected", FILE_INPUT_STREAM_READ, SIZE, SOCKET_STREAM_WRITE, SIZE);
    inferred("headerBefore", FILE_INPUT_STREAM_READ, SIZE, SOCKET_STREAM_WRITE, SIZE + 5 * 8);

    transformed("gzip", FILE_INPUT_STREAM_READ, "deflate");
    transformed("gunzip", FILE_INPUT_STREAM_READ, "inflate");

    inferred("transferToStream", TRANSFER_TO_READ, SIZE, SOCKET_STREAM_WRITE, SIZE);
    chained("transferToWrapped", TRANSFER_TO_READ, SIZE, SOCKET_CHANNEL_WRITE_HEAP, 0);
    if (!jdk.hasVirtualThreads()) {
      chained("transferFromFile", TRANSFER_MAP, SIZE, FILE_CHANNEL_WRITE_MAPPED, 0);
    }

    unchained("configThenResponse");
    unchained("configThenResponseInTheSameArray");
    unchained("sameFormat");
    unchained("zeros");
    softly.assertAll();
  }

  private void chained(
      String site, Operation read, long bytes, Operation write, long bufferCopied) {
    LaneSnapshot head = head(site, read);
    LaneSnapshot tail = tail(site, head, write);
    softly.assertThat(head.bytes()).as(site + " read").isEqualTo(bytes);
    softly.assertThat(tail.bytes()).as(site + " written").isEqualTo(bytes);
    softly.assertThat(tail.link()).as(site + " link").isEqualTo(Link.IDENTITY);
    softly.assertThat(head.jvmCopiedBytes()).as(site + " jvm").isEqualTo(copies(head));
    softly.assertThat(tail.jvmCopiedBytes()).as(site + " jvm out").isEqualTo(copies(tail));
    if (bufferCopied >= 0) {
      softly.assertThat(head.bufferCopiedBytes()).as(site + " copied").isEqualTo(bufferCopied);
    }
  }

  private void inferred(String site, Operation read, long bytes, Operation write, long written) {
    LaneSnapshot head = head(site, read);
    LaneSnapshot tail = tail(site, head, write);
    softly.assertThat(head.bytes()).as(site + " read").isEqualTo(bytes);
    softly.assertThat(tail.bytes()).as(site + " written").isEqualTo(written);
    softly.assertThat(Link.isInferred(tail.link())).as(site + " inferred").isTrue();
    softly.assertThat(tail.checked()).as(site + " checked").isPositive();
    softly.assertThat(tail.confirmed()).as(site + " confirmed").isEqualTo(tail.checked());
  }

  private void transformed(String site, Operation read, String transformation) {
    LaneSnapshot head = head(site, read);
    LaneSnapshot tail = tail(site, head, SOCKET_STREAM_WRITE);
    softly.assertThat(Link.transformation(tail.link())).as(site).isEqualTo(transformation);
    softly.assertThat(Link.isInferred(tail.link())).as(site + " inferred").isFalse();
    softly.assertThat(tail.bytes()).as(site).isBetween(SIZE - 20L, SIZE + 100L);
  }

  /** Whatever is written at a site has no origin. */
  private void unchained(String site) {
    List<LaneSnapshot> writes =
        Agents.lanes(ledger, Wrappers.class, site).stream()
            .filter(lane -> lane.operation() == SOCKET_STREAM_WRITE && lane.calls() > 0)
            .toList();
    softly.assertThat(writes).as(site).hasSize(1);
    softly.assertThat(writes).as(site).allMatch(lane -> lane.upstream() == 0);
  }

  private LaneSnapshot head(String site, Operation operation) {
    List<LaneSnapshot> heads =
        Agents.lanes(ledger, Wrappers.class, site).stream()
            .filter(lane -> lane.operation() == operation && lane.calls() > 0)
            .filter(lane -> lane.path().startsWith(directory.toString()))
            .toList();
    assertThat(heads).as(site + " " + operation).hasSize(1);
    return heads.get(0);
  }

  private LaneSnapshot tail(String site, LaneSnapshot head, Operation operation) {
    List<LaneSnapshot> tails =
        ledger.lanes().stream()
            .filter(lane -> lane.upstream() == head.id() && lane.calls() > 0)
            .toList();
    assertThat(tails).as(site + " after " + head.operation()).hasSize(1);
    assertThat(tails.get(0).operation()).as(site).isEqualTo(operation);
    return tails.get(0);
  }

  private static long copies(LaneSnapshot lane) {
    return lane.bytes() * lane.operation().jvmCopies();
  }
}
