package io.bytetrail.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the probe's compiler lays out is what Java reads, and the other way round. */
class GoldenBytesTest {
  private static final Path GOLDEN = Path.of("../native/golden");
  private static final int DISK = 254 << 20;

  @Test
  void readsWhatTheProbeSaysAtItsStart() throws Exception {
    assertThat(read("hello")).isEqualTo(new ProbeRecord.Hello(true, 4711, true));
    assertThat(read("program-attached"))
        .isEqualTo(new ProbeRecord.Program("mm_filemap_get_pages", 0, true, 987654321, 12345, ""));
    assertThat(read("program-missing"))
        .isEqualTo(
            new ProbeRecord.Program(
                "tcp_sendmsg_locked", -2, false, 0, 0, "this kernel has no such tracepoint"));
    assertThat(read("ready")).isEqualTo(new ProbeRecord.Ready(16, 1));
    assertThat(read("tracked")).isEqualTo(new ProbeRecord.Tracked(815, -3));
    assertThat(read("error")).isEqualTo(new ProbeRecord.Failure(-71, true, "unknown command 7"));
  }

  @Test
  void readsEveryCounterOfALane() throws Exception {
    ProbeRecord.Lane lane = (ProbeRecord.Lane) read("lane");

    assertThat(lane.pid()).isEqualTo(815);
    assertThat(lane.lane()).isEqualTo(42);
    long expected = 1001;
    for (KernelCounter counter : KernelCounter.values()) {
      assertThat(lane.counts().get(counter)).as(counter.name()).isEqualTo(expected++);
    }
    assertThat(lane.counts().fileDevice()).isEqualTo(DISK | 1);
    assertThat(lane.counts().blockDevice()).isEqualTo(DISK);
    assertThat(lane.counts().netDevice()).isEqualTo(2);
    assertThat(lane.counts().netNamespace()).isEqualTo((int) 4026531840L);
  }

  @Test
  void readsTheRowsOfASnapshot() throws Exception {
    assertThat(read("outside"))
        .isEqualTo(new ProbeRecord.Outside(815, DISK | 1, 1234567, 65536, 4096, "libzip.so"));
    assertThat(read("syscall"))
        .isEqualTo(new ProbeRecord.SystemCall(815, 42, 17, 1000, 1, 1048576, 400000));
    assertThat(read("end"))
        .isEqualTo(new ProbeRecord.End(0xfeedfacecafebeefL, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    assertThat(read("dma")).isEqualTo(new ProbeRecord.Dma("0000:00:1f.2", 100, 10, 40960));
  }

  @Test
  void readsWhatThePageCacheGaveUp() throws Exception {
    assertThat(read("eviction-of-lane"))
        .isEqualTo(
            new ProbeRecord.Eviction(
                ProbeRecord.Evictor.SHARE,
                815,
                42,
                ProbeRecord.Victim.LANE,
                4711,
                7,
                0,
                0,
                1048576,
                65536,
                "",
                ""));
    assertThat(read("eviction-of-file"))
        .isEqualTo(
            new ProbeRecord.Eviction(
                ProbeRecord.Evictor.PROCESS,
                1234,
                0,
                ProbeRecord.Victim.FILE,
                815,
                0,
                DISK | 1,
                1234567,
                4096,
                0,
                "backup",
                "modules"));
    assertThat(read("residency"))
        .isEqualTo(new ProbeRecord.Residency(815, 42, 1000, 16384000, 8192000));
  }

  @Test
  void readsEveryBucketOfAHistogram() throws Exception {
    ProbeRecord.Latency latency = (ProbeRecord.Latency) read("latency");

    assertThat(latency.pid()).isEqualTo(815);
    assertThat(latency.lane()).isEqualTo(42);
    assertThat(latency.histogram().nanos()).isEqualTo(123456789);
    assertThat(latency.histogram().mostNanos()).isEqualTo(4567890);
    assertThat(latency.histogram().mostDirectInFlight()).isEqualTo(32);
    for (int i = 0; i < LatencyHistogram.BUCKETS; i++) {
      assertThat(latency.histogram().count(i)).as("bucket " + i).isEqualTo(i + 1);
    }
  }

  @Test
  void readsWhatDevicesWereGivenToWrite() throws Exception {
    assertThat(read("device-writes"))
        .isEqualTo(new ProbeRecord.DeviceWrites(DISK, 7, 1048576, 4096, 8192, 12288, 16384, 20480));
  }

  @Test
  void readsWhatTheProgramsCost() throws Exception {
    ProbeRecord.Cost cost = (ProbeRecord.Cost) read("cost");

    assertThat(cost.countedNanos()).isEqualTo(60_000_000_000L);
    assertThat(cost.measuredNanos()).isEqualTo(1_200_000_000);
    assertThat(cost.windows()).isEqualTo(12);
    assertThat(cost.error()).isEqualTo(-1);
    assertThat(cost.budgetMillionths()).isEqualTo(10_000);
    assertThat(cost.shareMillionths()).isEqualTo(12_345);
    assertThat(cost.shed(ProbeRecord.Part.MAPPED_FAULTS))
        .isEqualTo(new ProbeRecord.Shed(1234567890123456789L, 1_000_000_000, 2, true));
    assertThat(cost.shed(ProbeRecord.Part.LATENCIES))
        .isEqualTo(new ProbeRecord.Shed(1234567890123456788L, 1_000_000_001, 3, false));
    assertThat(cost.shed(ProbeRecord.Part.EGRESS))
        .isEqualTo(new ProbeRecord.Shed(1234567890123456787L, 1_000_000_002, 4, false));
  }

  @Test
  void writesWhatTheProbeReads() throws Exception {
    assertThat(withoutTime(ProbeRequests.track(new ProbeTarget(815, 1 << 22, 0x7f0123456000L))))
        .isEqualTo(withoutTime(bytes("track")));
    byte[] snapshot = bytes("snapshot");
    long cookie =
        ByteBuffer.wrap(snapshot)
            .order(ProbeDescriptor.BYTE_ORDER)
            .getLong(ProbeDescriptor.SNAPSHOT_COOKIE_OFFSET);
    assertThat(withoutTime(ProbeRequests.snapshot(cookie))).isEqualTo(withoutTime(snapshot));
  }

  private static ProbeRecord read(String name) throws Exception {
    return new ProbeRecordReader(new ByteArrayInputStream(bytes(name))).next();
  }

  private static byte[] bytes(String name) throws Exception {
    return Files.readAllBytes(GOLDEN.resolve(name + ".bin"));
  }

  private static byte[] withoutTime(byte[] record) {
    ByteBuffer.wrap(record).putLong(ProbeDescriptor.NANOS_OFFSET, 0);
    return record;
  }
}
