package io.bytetrail.collector.path;

import static io.bytetrail.collector.join.Lanes.LOOP0;
import static io.bytetrail.collector.join.Lanes.LOOPBACK;
import static io.bytetrail.collector.join.Lanes.VDA;
import static io.bytetrail.collector.join.Lanes.kernel;
import static io.bytetrail.collector.join.Lanes.lane;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.CachePressure;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.Mover;
import io.bytetrail.collector.report.Route;
import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {
  private static final long MIB = 1 << 20;
  private static final Setting ALWAYS_ON = new Setting(Rung.KERNEL, false, 17, 0);

  @TempDir private Path root;
  private Routes routes;

  @BeforeEach
  void makeMachine() throws Exception {
    FakeMachine.in(root);
    routes = new Routes(new Devices(root));
  }

  @Test
  void loadsFromAMappingAreARouteBesideItsWrites() {
    KernelCounts loads =
        kernel(
            VDA,
            0,
            KernelCounter.MAPPED_BYTES,
            16 * MIB,
            KernelCounter.MINOR_FAULTS,
            200,
            KernelCounter.READ_SUBMITTED_BYTES,
            16 * MIB);
    List<Route> all =
        routes.of(
            List.of(
                lane(3, Operation.MAP, 0, 1, 0, loads),
                lane(
                    4,
                    Operation.SOCKET_CHANNEL_WRITE_MAPPED,
                    3,
                    1,
                    MIB,
                    kernel(0, LOOPBACK, KernelCounter.EGRESS_COPIED_BYTES, MIB))),
            ALWAYS_ON);

    assertThat(all).extracting(Route::strategy).containsExactly("mmap", "mmap-write");
    assertThat(all).extracting(Route::minorFaults).containsExactly(200L, 0L);
    assertThat(all).extracting(Route::dmaBytes).containsExactly(16 * MIB, 0L);
    assertThat(all).extracting(Route::fileBytes).containsExactly(16 * MIB, MIB);
  }

  @Test
  void whatIsBouncedIsMovedByTheDeviceAndCopiedByTheCpu() {
    Route route =
        only(
            lane(
                3,
                Operation.FILE_INPUT_STREAM_READ,
                0,
                16,
                MIB,
                kernel(
                    VDA,
                    0,
                    KernelCounter.READ_SUBMITTED_BYTES,
                    MIB,
                    KernelCounter.BOUNCED_BYTES,
                    MIB / 4)));

    assertThat(route.dmaBytes()).isEqualTo(MIB);
    assertThat(route.hops())
        .contains(
            new Hop("device", "page-cache", Mover.DMA, 3 * MIB / 4, EvidenceKind.KERNEL),
            new Hop("device", "bounce-buffer", Mover.DMA, MIB / 4, EvidenceKind.KERNEL),
            new Hop("bounce-buffer", "page-cache", Mover.CPU, MIB / 4, EvidenceKind.KERNEL));
    assertThat(route.movement().storage().bouncedBytes()).isEqualTo(MIB / 4);
    assertThat(route.movement().storage().evidence()).isEqualTo(EvidenceKind.MODELLED);
  }

  @Test
  void aDeviceThatMemoryIsMappedForIsProvedToUseDma() {
    List<LaneFacts> lanes =
        List.of(
            lane(
                3,
                Operation.FILE_INPUT_STREAM_READ,
                0,
                16,
                MIB,
                kernel(VDA, 0, KernelCounter.READ_SUBMITTED_BYTES, MIB)));

    Route route =
        routes.of(lanes, ALWAYS_ON, CachePressure.NONE, 0, Set.of("virtio1")).routes().get(0);

    assertThat(route.movement().storage().evidence()).isEqualTo(EvidenceKind.KERNEL);
    assertThat(route.movement().storage().mover()).isEqualTo(Mover.DMA);
  }

  @Test
  void chainsAFileReadAndASocketWriteIntoOneRoute() {
    Route route =
        only(
            lane(
                3,
                Operation.FILE_INPUT_STREAM_READ,
                0,
                1600,
                64 * MIB,
                kernel(
                    VDA,
                    0,
                    KernelCounter.LOOKUPS,
                    1600,
                    KernelCounter.READ_AHEAD_BYTES,
                    60 * MIB,
                    KernelCounter.STALLED_BYTES,
                    4 * MIB,
                    KernelCounter.READ_SUBMITTED_BYTES,
                    64 * MIB)),
            lane(
                4,
                Operation.SOCKET_STREAM_WRITE,
                3,
                1600,
                64 * MIB,
                kernel(0, LOOPBACK, KernelCounter.EGRESS_COPIED_BYTES, 64 * MIB)));

    assertThat(route.strategy()).isEqualTo("read-write");
    assertThat(route.operations()).containsExactly("FileInputStream.read", "Socket.write");
    assertThat(route.target()).isEqualTo("socket");
    assertThat(route.device()).isEqualTo("vda");
    assertThat(route.filesystem()).isEqualTo("ext4");
    assertThat(route.netdev()).isEqualTo("lo");
    assertThat(route.cacheHitBytes()).isZero();
    assertThat(route.readAheadBytes()).isEqualTo(60 * MIB);
    assertThat(route.stalledBytes()).isEqualTo(4 * MIB);
    assertThat(route.dmaBytes()).isEqualTo(64 * MIB);
    assertThat(route.cpuCopiedBytes()).isEqualTo(2 * 64 * MIB);
    assertThat(route.jvmCopiedBytes()).isEqualTo(2 * 64 * MIB);
    assertThat(route.systemCalls()).isEqualTo(3200);
    assertThat(route.modeSwitches()).isEqualTo(6400);
    assertThat(route.evidence().calls()).isEqualTo(EvidenceKind.MODELLED);
    assertThat(route.hops())
        .containsExactly(
            new Hop("device", "page-cache", Mover.DMA, 64 * MIB, EvidenceKind.KERNEL),
            new Hop("page-cache", "native-buffer", Mover.CPU, 64 * MIB, EvidenceKind.ACCOUNTED),
            new Hop("native-buffer", "heap", Mover.CPU, 64 * MIB, EvidenceKind.ACCOUNTED),
            new Hop("heap", "native-buffer", Mover.CPU, 64 * MIB, EvidenceKind.ACCOUNTED),
            new Hop("native-buffer", "socket-buffer", Mover.CPU, 64 * MIB, EvidenceKind.ACCOUNTED),
            new Hop("socket-buffer", "loopback", Mover.NONE, 64 * MIB, EvidenceKind.KERNEL));
  }

  /** The rest of what the socket brought in, requests without a body say, is a row of its own. */
  @Test
  void anUploadTakesItsShareOfWhatTheSocketReceived() {
    List<Route> found =
        routes.of(
            List.of(
                lane(3, Operation.SOCKET_STREAM_READ, 0, 1000, 4 * MIB, KernelCounts.NONE),
                lane(4, Operation.FILE_OUTPUT_STREAM_WRITE, 3, 96, 3 * MIB, KernelCounts.NONE)),
            ALWAYS_ON);

    assertThat(found).hasSize(2);
    Route upload = found.get(0);
    assertThat(upload.strategy()).isEqualTo("write");
    assertThat(upload.target()).isEqualTo("file");
    assertThat(upload.operations()).containsExactly("Socket.read", "FileOutputStream.write");
    assertThat(upload.fileBytes()).isEqualTo(3 * MIB);
    assertThat(upload.calls()).isEqualTo(750 + 96);
    assertThat(upload.cpuCopiedBytes()).isEqualTo(2 * 3 * MIB);
    assertThat(upload.jvmCopiedBytes()).isEqualTo(2 * 3 * MIB);
    assertThat(upload.cacheHitBytes()).isZero();
    assertThat(upload.hops().get(0))
        .isEqualTo(
            new Hop("socket-buffer", "native-buffer", Mover.CPU, 3 * MIB, EvidenceKind.ACCOUNTED));
    Route rest = found.get(1);
    assertThat(rest.fileBytes()).isZero();
    assertThat(rest.calls()).isEqualTo(250);
    assertThat(rest.hops().get(0).bytes()).isEqualTo(MIB);
  }

  @Test
  void aHotRouteBeginsInThePageCache() {
    Route route = only(hotRead(MIB));

    assertThat(route.strategy()).isEqualTo("read");
    assertThat(route.target()).isEqualTo("memory");
    assertThat(route.cacheHitBytes()).isEqualTo(MIB);
    assertThat(route.dmaBytes()).isZero();
    assertThat(route.hops().get(0).from()).isEqualTo("page-cache");
  }

  @Test
  void aTransferWhoseFragmentsAllLeaveByReferenceIsNotCopied() {
    Route route = only(transfer(0, MIB));

    assertThat(route.strategy()).isEqualTo("sendfile");
    assertThat(route.cpuCopiedBytes()).isZero();
    assertThat(route.hops().get(0))
        .isEqualTo(new Hop("page-cache", "socket-buffer", Mover.NONE, MIB, EvidenceKind.KERNEL));
  }

  @Test
  void aTransferThatWasCopiedAllTheSameIsNamedSo() {
    Route route = only(transfer(MIB, 0));

    assertThat(route.strategy()).isEqualTo("sendfile-copied");
    assertThat(route.cpuCopiedBytes()).isEqualTo(MIB);
  }

  @Test
  void aTransferThatNobodySawLeaveIsOnlyModelled() {
    Route route =
        routes
            .of(
                List.of(lane(3, Operation.TRANSFER_TO_SOCKET, 0, 1, MIB, KernelCounts.NONE)),
                new Setting(Rung.MODELLED, false, 25, 0))
            .get(0);

    assertThat(route.strategy()).isEqualTo("sendfile");
    assertThat(route.hops().get(0).evidence()).isEqualTo(EvidenceKind.MODELLED);
    assertThat(route.systemCalls()).as("copy_file_range is tried first").isEqualTo(2);
    assertThat(route.cacheHitBytes()).as("not known").isZero();
    assertThat(route.evidence().cache()).isEqualTo(EvidenceKind.UNKNOWN);
    assertThat(route.evidence().device()).isEqualTo(EvidenceKind.UNKNOWN);
  }

  @Test
  void hitsAreNotKnownWhereNoProgramSeesLookups() {
    KernelCounts brought = kernel(VDA, 0, KernelCounter.READ_SUBMITTED_BYTES, MIB);
    Route read =
        without("mm_filemap_get_pages", Operation.FILE_CHANNEL_READ_HEAP, 4 * MIB, brought);
    Route mapped = without("mm_filemap_get_pages", Operation.MAP, 4 * MIB, brought);

    assertThat(read.cacheHitBytes() + read.readAheadBytes() + read.stalledBytes()).isZero();
    assertThat(read.evidence().cache()).isEqualTo(EvidenceKind.UNKNOWN);
    assertThat(read.dmaBytes()).as("the device is seen all the same").isEqualTo(MIB);
    assertThat(read.evidence().device()).isEqualTo(EvidenceKind.KERNEL);
    assertThat(mapped.evidence().cache()).isEqualTo(EvidenceKind.KERNEL);
  }

  @Test
  void deviceBytesAreNotKnownWhereNoProgramSeesRequests() {
    Route route = without("block_bio_queue", Operation.DIRECT_IO_READ, 4 * MIB, KernelCounts.NONE);

    assertThat(route.evidence().device()).isEqualTo(EvidenceKind.UNKNOWN);
    assertThat(route.dmaBytes()).isZero();
    assertThat(route.directBytes()).as("as the calls returned").isEqualTo(4 * MIB);
  }

  private Route without(String program, Operation operation, long bytes, KernelCounts counts) {
    Setting setting = new Setting(Rung.KERNEL, false, 17, 0).lacking(Set.of(program));
    return routes.of(List.of(lane(3, operation, 0, 1, bytes, counts)), setting).get(0);
  }

  @Test
  void directReadsLeaveThePageCacheAlone() {
    Route route =
        only(
            lane(
                3,
                Operation.DIRECT_IO_READ,
                0,
                64,
                64 * MIB,
                kernel(VDA, 0, KernelCounter.DIRECT_READ_SUBMITTED_BYTES, 64 * MIB)));

    assertThat(route.strategy()).isEqualTo("direct");
    assertThat(route.directBytes()).isEqualTo(64 * MIB);
    assertThat(route.dmaBytes()).isEqualTo(64 * MIB);
    assertThat(route.cacheHitBytes()).isZero();
    assertThat(route.cpuCopiedBytes()).isZero();
  }

  @Test
  void aLoopDeviceMovesBytesByCpu() {
    Route route =
        only(
            lane(
                3,
                Operation.FILE_CHANNEL_READ_DIRECT,
                0,
                16,
                MIB,
                kernel(
                    LOOP0,
                    0,
                    KernelCounter.LOOKUPS,
                    16,
                    KernelCounter.STALLED_BYTES,
                    MIB,
                    KernelCounter.READ_SUBMITTED_BYTES,
                    MIB)));

    assertThat(route.dmaBytes()).isZero();
    assertThat(route.cpuCopiedBytes()).isEqualTo(2 * MIB);
    assertThat(route.hops().get(0).mover()).isEqualTo(Mover.CPU);
  }

  @Test
  void aMappingIsChargedForWhatWasSentFromIt() {
    Route route =
        only(
            lane(3, Operation.MAP, 0, 1, 64 * MIB, KernelCounts.NONE),
            lane(
                4,
                Operation.SOCKET_CHANNEL_WRITE_MAPPED,
                3,
                8,
                MIB,
                kernel(
                    VDA,
                    LOOPBACK,
                    KernelCounter.MAJOR_FAULTS,
                    2,
                    KernelCounter.STALLED_BYTES,
                    MIB,
                    KernelCounter.READ_SUBMITTED_BYTES,
                    MIB)));

    assertThat(route.strategy()).isEqualTo("mmap-write");
    assertThat(route.fileBytes()).isEqualTo(MIB);
    assertThat(route.dmaBytes()).isEqualTo(MIB);
    assertThat(route.cpuCopiedBytes()).isEqualTo(MIB);
    assertThat(route.jvmCopiedBytes()).isZero();
    assertThat(route.majorFaults()).isEqualTo(2);
  }

  @Test
  void readsSmallerThanAPageHaveNoMoreThanTheirBytes() {
    Route route =
        only(
            lane(
                3,
                Operation.RANDOM_ACCESS_FILE_READ,
                0,
                100,
                6_400,
                kernel(
                    VDA,
                    0,
                    KernelCounter.LOOKUPS,
                    100,
                    KernelCounter.READ_AHEAD_BYTES,
                    4096,
                    KernelCounter.STALLED_BYTES,
                    409_600)));

    assertThat(route.stalledBytes()).isEqualTo(6_400);
    assertThat(route.readAheadBytes()).isZero();
    assertThat(route.cacheHitBytes()).isZero();
  }

  @Test
  void theAccountedRungSharesTheProcessesDeviceReadsByBytes() {
    List<Route> shared =
        routes.of(
            List.of(
                lane(3, Operation.DIRECT_IO_READ, 0, 1, 2 * MIB, KernelCounts.NONE),
                lane(4, Operation.FILE_CHANNEL_READ_HEAP, 0, 1, 3 * MIB, KernelCounts.NONE),
                lane(5, Operation.TRANSFER_TO_SOCKET, 0, 1, MIB, KernelCounts.NONE)),
            new Setting(Rung.ACCOUNTED, false, 17, 4 * MIB));

    assertThat(shared).extracting(Route::fileBytes).containsExactly(3 * MIB, 2 * MIB, MIB);
    assertThat(shared).extracting(Route::dmaBytes).containsExactly(3 * MIB / 2, 2 * MIB, MIB / 2);
    assertThat(shared).extracting(Route::cacheHitBytes).containsExactly(3 * MIB / 2, 0L, MIB / 2);
    assertThat(shared)
        .extracting(route -> route.evidence().device())
        .containsOnly(EvidenceKind.MODELLED);
  }

  @Test
  void whatGoesIntoAPipeIsNoFilesAndNoSockets() {
    List<LaneFacts> lanes =
        List.of(
            lane(3, Operation.FILE_CHANNEL_READ_HEAP, 0, 16, MIB, KernelCounts.NONE),
            lane(4, Operation.PIPE_CHANNEL_WRITE_HEAP, 3, 16, MIB, KernelCounts.NONE));
    Route route = only(lanes.get(0), lanes.get(1));

    assertThat(route.strategy()).isEqualTo("read-write");
    assertThat(route.target()).isEqualTo("pipe");
    assertThat(route.fileBytes()).isEqualTo(MIB);
    assertThat(route.hops().get(route.hops().size() - 1))
        .isEqualTo(new Hop("native-buffer", "pipe-buffer", Mover.CPU, MIB, EvidenceKind.ACCOUNTED));
  }

  @Test
  void aTransferToAPipePassesPagesOn() {
    Route route = only(lane(3, Operation.TRANSFER_TO_PIPE, 0, 1, MIB, KernelCounts.NONE));

    assertThat(route.strategy()).isEqualTo("sendfile");
    assertThat(route.target()).isEqualTo("pipe");
    assertThat(route.cpuCopiedBytes()).isZero();
  }

  @Test
  void whatIsReadFromAPipeIsNoFileBytes() {
    Route route = only(lane(3, Operation.PIPE_STREAM_READ, 0, 16, MIB, KernelCounts.NONE));

    assertThat(route.target()).isEqualTo("memory");
    assertThat(route.fileBytes()).isZero();
    assertThat(route.device()).isEmpty();
    assertThat(route.hops().get(0))
        .isEqualTo(new Hop("pipe-buffer", "native-buffer", Mover.CPU, MIB, EvidenceKind.ACCOUNTED));
  }

  @Test
  void loadingAMappingTakesItsBytesWithoutASystemCall() {
    Route route = only(lane(3, Operation.MAPPED_LOAD, 0, 1, MIB, KernelCounts.NONE));

    assertThat(route.strategy()).isEqualTo("mmap");
    assertThat(route.fileBytes()).isEqualTo(MIB);
    assertThat(route.systemCalls()).isZero();
  }

  @Test
  void aCopyOfPathsEndsWithACallThatFindsNothing() {
    Route route = only(lane(3, Operation.FILES_COPY, 0, 1, MIB, KernelCounts.NONE));

    assertThat(route.target()).isEqualTo("file");
    assertThat(route.fileBytes()).isEqualTo(MIB);
    assertThat(route.systemCalls()).isEqualTo(2);
  }

  @Test
  void aWriteWhoseHeadIsNotThereStandsAlone() {
    Route route = only(lane(9, Operation.SOCKET_STREAM_WRITE, 7, 1, 100, KernelCounts.NONE));

    assertThat(route.strategy()).isEqualTo("write");
    assertThat(route.fileBytes()).isZero();
  }

  @Test
  void anInferredRouteSaysHowSureItIs() {
    Route route = only(hotRead(MIB), linked(Link.INFERRED, 200, 150));

    assertThat(route.lineage().evidence()).isEqualTo(EvidenceKind.MODELLED);
    assertThat(route.lineage().confidence()).isEqualTo(0.75);
    assertThat(route.lineage().transformed()).isEmpty();
    assertThat(route.evidence().jvm()).isEqualTo(EvidenceKind.MODELLED);
    assertThat(route.hops())
        .contains(new Hop("heap", "heap", Mover.CPU, MIB, EvidenceKind.MODELLED));
    assertThat(route.jvmCopiedBytes()).isEqualTo(3 * MIB);
  }

  @Test
  void aRouteThroughTlsIsTransformed() {
    Route route = only(hotRead(MIB), linked(Link.DEFLATE | Link.TLS, 0, 0));

    assertThat(route.lineage().evidence()).isEqualTo(EvidenceKind.ACCOUNTED);
    assertThat(route.lineage().confidence()).isEqualTo(1);
    assertThat(route.lineage().transformed()).isEqualTo("deflate+tls");
    assertThat(route.lineage().zeroCopyAsked()).isFalse();
    assertThat(route.strategy()).isEqualTo("read-write");
  }

  @Test
  void aTransferDoneByReadingIsOneThatWasRefused() {
    LaneFacts read = lane(3, Operation.TRANSFER_TO_READ, 0, 128, MIB, KernelCounts.NONE);

    Route plain = only(read, linked(Link.INFERRED, 1, 1));
    assertThat(plain.strategy()).isEqualTo("sendfile-copied");
    assertThat(plain.lineage().zeroCopyAsked()).isTrue();
    assertThat(plain.lineage().zeroCopyRefused()).startsWith("the target is no socket");

    Route tls = only(read, linked(Link.TLS, 0, 0));
    assertThat(tls.lineage().zeroCopyRefused()).startsWith("TLS: ");
  }

  @Test
  void aTransferToADeviceWithoutScatterGatherNamesIt() {
    Route copied = only(transfer(MIB, 0));
    assertThat(copied.lineage().zeroCopyAsked()).isTrue();
    assertThat(copied.lineage().zeroCopyRefused()).startsWith("lo takes no pages by reference");

    Route passed = only(transfer(0, MIB));
    assertThat(passed.lineage().zeroCopyAsked()).isTrue();
    assertThat(passed.lineage().zeroCopyRefused()).isEmpty();
  }

  private static LaneFacts linked(int link, long checked, long confirmed) {
    LaneFacts lane = lane(4, Operation.SOCKET_STREAM_WRITE, 3, 16, MIB, KernelCounts.NONE);
    return new LaneFacts(
        lane.lane(),
        lane.site(),
        lane.via(),
        lane.operation(),
        lane.sizeClass(),
        lane.upstream(),
        link,
        lane.path(),
        lane.calls(),
        lane.bytes(),
        lane.transfers(),
        lane.errors(),
        lane.jvmCopiedBytes(),
        lane.bufferCopiedBytes(),
        checked,
        confirmed,
        lane.kernel());
  }

  @Test
  void sumsOverRoutesAreSumsOverLanes() {
    Random random = new Random(42);
    for (int round = 0; round < 500; round++) {
      List<LaneFacts> lanes = randomLanes(random);
      List<Route> all = routes.of(lanes, new Setting(Rung.KERNEL, true, 17, 0));

      assertThat(sum(all, Route::calls)).isEqualTo(sum(lanes, LaneFacts::calls));
      assertThat(sum(all, Route::systemCalls))
          .isEqualTo(sum(lanes, lane -> lane.kernel().get(KernelCounter.SYSTEM_CALLS)));
      assertThat(sum(all, Route::directBytes))
          .isEqualTo(sum(lanes, l -> l.kernel().get(KernelCounter.DIRECT_READ_SUBMITTED_BYTES)));
      assertThat(sum(all, Route::jvmCopiedBytes)).isEqualTo(sum(lanes, LaneFacts::jvmCopiedBytes));
      assertThat(sum(all, Route::dmaBytes))
          .isEqualTo(
              sum(
                  lanes,
                  lane ->
                      lane.kernel().get(KernelCounter.READ_SUBMITTED_BYTES)
                          + lane.kernel().get(KernelCounter.DIRECT_READ_SUBMITTED_BYTES)));
      assertThat(sum(all, Route::fileBytes))
          .isEqualTo(sum(lanes, lane -> lane.upstream() == 0 ? lane.bytes() : 0));
    }
  }

  private static List<LaneFacts> randomLanes(Random random) {
    Operation[] reads = {
      Operation.FILE_INPUT_STREAM_READ,
      Operation.FILE_CHANNEL_READ_DIRECT,
      Operation.DIRECT_IO_READ,
      Operation.TRANSFER_TO_SOCKET
    };
    Operation[] writes = {Operation.SOCKET_STREAM_WRITE, Operation.SOCKET_CHANNEL_WRITE_DIRECT};
    List<LaneFacts> lanes = new ArrayList<>();
    for (int id = 3; id < 3 + random.nextInt(20); id++) {
      boolean chained = !lanes.isEmpty() && random.nextBoolean();
      LaneFacts upstream = chained ? lanes.get(random.nextInt(lanes.size())) : null;
      boolean tail = upstream != null && upstream.upstream() == 0;
      Operation operation = tail ? writes[random.nextInt(2)] : reads[random.nextInt(reads.length)];
      long bytes = random.nextLong(1L << random.nextInt(1, 50));
      boolean direct = operation == Operation.DIRECT_IO_READ;
      KernelCounts counts =
          tail
              ? kernel(0, LOOPBACK, KernelCounter.SYSTEM_CALLS, random.nextInt(1000))
              : kernel(
                  VDA,
                  0,
                  KernelCounter.SYSTEM_CALLS,
                  random.nextInt(1000),
                  direct
                      ? KernelCounter.DIRECT_READ_SUBMITTED_BYTES
                      : KernelCounter.READ_SUBMITTED_BYTES,
                  random.nextLong(bytes + 1));
      lanes.add(
          lane(id, operation, tail ? upstream.lane() : 0, random.nextInt(10_000), bytes, counts));
    }
    return lanes;
  }

  private Route only(LaneFacts... lanes) {
    List<Route> all = routes.of(List.of(lanes), ALWAYS_ON);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static LaneFacts hotRead(long bytes) {
    return lane(
        3,
        Operation.FILE_CHANNEL_READ_HEAP,
        0,
        16,
        bytes,
        kernel(VDA, 0, KernelCounter.LOOKUPS, 16, KernelCounter.LOOKUP_BYTES, bytes)
            .at(VDA, 0, 0, 0));
  }

  private static LaneFacts transfer(long copied, long referenced) {
    return lane(
        3,
        Operation.TRANSFER_TO_SOCKET,
        0,
        1,
        MIB,
        kernel(
            VDA,
            LOOPBACK,
            KernelCounter.LOOKUPS,
            16,
            KernelCounter.EGRESS_COPIED_BYTES,
            copied,
            KernelCounter.EGRESS_REFERENCED_BYTES,
            referenced));
  }

  private static <T> long sum(List<T> all, ToLongFunction<T> what) {
    return all.stream().mapToLong(what).sum();
  }
}
