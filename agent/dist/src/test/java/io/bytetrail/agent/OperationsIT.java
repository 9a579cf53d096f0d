package io.bytetrail.agent;

import static io.bytetrail.agent.Operations.CHUNK;
import static io.bytetrail.agent.Operations.DIRECT_SIZE;
import static io.bytetrail.agent.Operations.SIZE;
import static io.bytetrail.ledger.Operation.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;
import io.bytetrail.testing.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation, counted to the call and to the byte, at its site, in its chain. */
class OperationsIT {
  private static final int PARTS = 5;

  /** What a site's lanes must be; the size class is that of the source where none is named. */
  private static final Map<String, List<Row>> EXPECTED =
      Map.ofEntries(
          site("streamRead", row(FILE_INPUT_STREAM_READ, PARTS + 1, SIZE, 1)),
          site("streamReadRange", row(FILE_INPUT_STREAM_READ, PARTS + 1, SIZE, 1)),
          site("streamReadByte", row(FILE_INPUT_STREAM_READ, SIZE + 1, SIZE, 1)),
          site("streamReadAgainAfterTheEnd", row(FILE_INPUT_STREAM_READ, 6, 3 * SIZE, 3)),
          site("streamWrite", row(FILE_OUTPUT_STREAM_WRITE, 5, 5 * CHUNK, 1).of(SizeClass.GROWING)),
          site(
              "streamWriteRange",
              row(FILE_OUTPUT_STREAM_WRITE, 1, 1000, 1).of(SizeClass.FROM_16_KIB)),
          site(
              "streamWriteByte",
              row(FILE_OUTPUT_STREAM_WRITE, 1000, 1000, 1).of(SizeClass.GROWING)),
          site("randomAccessRead", row(RANDOM_ACCESS_FILE_READ, 4, 2 * CHUNK + 4, 1)),
          site(
              "randomAccessWrite",
              row(RANDOM_ACCESS_FILE_WRITE, 3, CHUNK + 100, 1).of(SizeClass.BELOW_4_KIB)),
          site("channelReadHeap", row(FILE_CHANNEL_READ_HEAP, PARTS + 1, SIZE, 1)),
          site("channelReadDirect", row(FILE_CHANNEL_READ_DIRECT, PARTS + 1, SIZE, 1)),
          site("channelReadPositional", row(FILE_CHANNEL_READ_DIRECT, 2 * PARTS, 2 * SIZE, 2)),
          site("channelReadAtRandom", row(FILE_CHANNEL_READ_DIRECT, 50, 50 * 64, 50)),
          site("channelScatter", row(FILE_CHANNEL_READ_HEAP, 1, 1000, 1)),
          site("channelWriteHeap", row(FILE_CHANNEL_WRITE_HEAP, 1, CHUNK, 1)),
          site("channelWriteDirect", row(FILE_CHANNEL_WRITE_DIRECT, 1, CHUNK, 1)),
          site("channelWritePositional", row(FILE_CHANNEL_WRITE_DIRECT, 3, 3 * CHUNK, 2)),
          site("channelGather", row(FILE_CHANNEL_WRITE_HEAP, 1, 1000, 1)),
          site("channelForce", row(FORCE, 1, 0, 1)),
          site("directIo", row(DIRECT_IO_READ, 5, DIRECT_SIZE, 1)),
          site("directIoHeap", row(DIRECT_IO_READ_HEAP, 5, DIRECT_SIZE, 1)),
          site("transferToSocket", row(TRANSFER_TO_SOCKET, 3, 2 * SIZE, 2)),
          site("transferToFile", row(TRANSFER_TO_FILE, 1, SIZE, 1)),
          site(
              "mapAndWrite",
              row(MAP, 1, SIZE, 1),
              row(SOCKET_CHANNEL_WRITE_MAPPED, 2, 2 * SIZE, 2).after(MAP)),
          site(
              "mapAndWriteSlices",
              row(MAP, 1, SIZE, 1),
              row(SOCKET_CHANNEL_WRITE_MAPPED, PARTS, SIZE, 1).after(MAP)),
          site(
              "streamToSocketStream",
              row(FILE_INPUT_STREAM_READ, PARTS + 1, SIZE, 1),
              row(SOCKET_STREAM_WRITE, PARTS, SIZE, 1).after(FILE_INPUT_STREAM_READ)),
          site(
              "streamToChannel",
              row(FILE_INPUT_STREAM_READ, PARTS + 1, SIZE, 1),
              row(SOCKET_CHANNEL_WRITE_HEAP, PARTS, SIZE, 1).after(FILE_INPUT_STREAM_READ)),
          site(
              "heapToSocket",
              row(FILE_CHANNEL_READ_HEAP, PARTS + 1, SIZE, 1),
              row(SOCKET_CHANNEL_WRITE_HEAP, PARTS, SIZE, 1).after(FILE_CHANNEL_READ_HEAP)),
          site(
              "directToSocket",
              row(FILE_CHANNEL_READ_DIRECT, PARTS + 1, SIZE, 1),
              row(SOCKET_CHANNEL_WRITE_DIRECT, PARTS, SIZE, 1).after(FILE_CHANNEL_READ_DIRECT)),
          site(
              "duplicatesAndSlicesToSocket",
              row(FILE_CHANNEL_READ_DIRECT, PARTS + 1, SIZE, 1),
              row(SOCKET_CHANNEL_WRITE_DIRECT, 2 * PARTS, SIZE, 1).after(FILE_CHANNEL_READ_DIRECT)),
          site(
              "headerInTheSameBufferLater",
              row(FILE_CHANNEL_READ_DIRECT, 1, CHUNK, 1),
              row(SOCKET_CHANNEL_WRITE_DIRECT, 1, CHUNK, 1).after(FILE_CHANNEL_READ_DIRECT),
              row(SOCKET_CHANNEL_WRITE_DIRECT, 1, 19, 1).of(SizeClass.UNKNOWN)),
          site(
              "headerAndBodyGathered",
              row(FILE_CHANNEL_READ_DIRECT, 1, CHUNK, 1),
              row(SOCKET_CHANNEL_WRITE_DIRECT, 1, CHUNK + 100, 1).after(FILE_CHANNEL_READ_DIRECT)),
          site(
              "readInOneThreadWriteInAnother",
              row(FILE_CHANNEL_READ_HEAP, 1, CHUNK, 1),
              row(SOCKET_CHANNEL_WRITE_HEAP, 1, CHUNK, 1).after(FILE_CHANNEL_READ_HEAP)),
          site("socketOnly", row(SOCKET_STREAM_WRITE, 2, 2000, 1).of(SizeClass.UNKNOWN)),
          site("noCalls"));

  @TempDir Path directory;

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
  void countsEachOperationExactly(Jdk jdk, String threads) throws Exception {
    LedgerSnapshot ledger =
        Agents.run(
            Agents.jvm(jdk, directory), directory, Operations.class, directory.toString(), threads);

    assertExact(ledger, directory);
  }

  /** Fails unless every operation is counted as it must be; the files are in this directory. */
  static void assertExact(LedgerSnapshot ledger, Path directory) {
    SoftAssertions all = new SoftAssertions();
    EXPECTED.forEach(
        (site, rows) ->
            all.assertThat(rows(ledger, site, directory))
                .as(site)
                .containsExactlyInAnyOrderElementsOf(rows));
    all.assertAll();
    assertThat(ledger.lostLanes()).isZero();
  }

  private static List<Row> rows(LedgerSnapshot ledger, String site, Path directory) {
    return Agents.lanes(ledger, Operations.class, site).stream()
        .filter(lane -> lane.calls() > 0 && !isOfTheJdk(lane, directory))
        .map(lane -> row(ledger, lane))
        .toList();
  }

  /** Files that the JDK reads for itself, such as {@code net.properties} at the first socket. */
  private static boolean isOfTheJdk(LaneSnapshot lane, Path directory) {
    return !lane.path().isEmpty() && !lane.path().startsWith(directory.toString());
  }

  private static Row row(LedgerSnapshot ledger, LaneSnapshot lane) {
    Operation upstream = ledger.lane(lane.upstream()).map(LaneSnapshot::operation).orElse(UNKNOWN);
    return new Row(
        lane.operation(),
        lane.sizeClass(),
        upstream,
        lane.calls(),
        lane.bytes(),
        lane.transfers(),
        lane.errors());
  }

  private static Map.Entry<String, List<Row>> site(String method, Row... rows) {
    return Map.entry(method, List.of(rows));
  }

  private static Row row(Operation operation, long calls, long bytes, long transfers) {
    boolean writes = operation.name().contains("FILE_CHANNEL_WRITE") || operation == FORCE;
    SizeClass size = writes ? SizeClass.GROWING : SizeClass.FROM_16_KIB;
    return new Row(operation, size, UNKNOWN, calls, bytes, transfers, 0);
  }

  private record Row(
      Operation operation,
      SizeClass size,
      Operation upstream,
      long calls,
      long bytes,
      long transfers,
      long errors) {
    private Row of(SizeClass other) {
      return new Row(operation, other, upstream, calls, bytes, transfers, errors);
    }

    private Row after(Operation read) {
      return new Row(operation, size, read, calls, bytes, transfers, errors);
    }
  }
}
