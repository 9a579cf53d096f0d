package io.bytetrail.collector.path;

import static io.bytetrail.collector.join.Lanes.LOOPBACK;
import static io.bytetrail.collector.join.Lanes.VDA;
import static io.bytetrail.collector.join.Lanes.kernel;
import static io.bytetrail.collector.join.Lanes.lane;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.CachePressure;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Route;
import io.bytetrail.ledger.Operation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvictionsTest {
  private static final int PID = 815;
  private static final long MIB = 1 << 20;
  private static final Setting ALWAYS_ON = new Setting(Rung.KERNEL, false, 17, 0);

  /** A hot file's lane, a stream's lane that two writes share, and those two. */
  private final List<LaneFacts> lanes =
      List.of(
          lane(3, Operation.FILE_INPUT_STREAM_READ, 0, 10, MIB, health(3 * MIB, 0, MIB, 7)),
          lane(4, Operation.FILE_INPUT_STREAM_READ, 0, 10, 3 * MIB, health(0, 3 * MIB, 0, 0)),
          lane(5, Operation.SOCKET_STREAM_WRITE, 4, 10, 2 * MIB, kernel(0, LOOPBACK)),
          lane(6, Operation.FILE_OUTPUT_STREAM_WRITE, 4, 10, MIB, kernel(VDA, 0)));

  @TempDir private Path root;

  @Test
  void dividesALaneBetweenItsRoutesWithoutLosingAByte() throws Exception {
    Routed routed = routed(eviction(ProbeRecord.Evictor.LANE, PID, 4, 3, 1000, 100));

    assertThat(routed.evictions())
        .extracting(e -> e.evictor().target(), Eviction::evictedBytes, Eviction::refaultedBytes)
        .containsExactly(tuple("socket", 666L, 66L), tuple("file", 334L, 34L));
    assertThat(routed.evictions())
        .allSatisfy(
            e -> {
              assertThat(e.victim().is(route(routed, "memory"))).isTrue();
              assertThat(e.evidence()).isEqualTo(EvidenceKind.KERNEL);
              assertThat(e.isAmongOthers()).isTrue();
            });
  }

  @Test
  void tellsASharedEvictionAsModelled() throws Exception {
    assertThat(routed(eviction(ProbeRecord.Evictor.SHARE, PID, 3, 3, 1000, 0)).evictions())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.evidence()).isEqualTo(EvidenceKind.MODELLED);
              assertThat(e.isAmongOthers()).isFalse();
            });
  }

  @Test
  void namesWhoIsNoRoute() throws Exception {
    assertThat(
            routed(
                    eviction(ProbeRecord.Evictor.PROCESS, 99, 0, 3, 5, 0),
                    eviction(ProbeRecord.Evictor.KERNEL, 0, 0, 3, 4, 0),
                    eviction(ProbeRecord.Evictor.LANE, PID, 0, 3, 3, 0),
                    eviction(ProbeRecord.Evictor.SEVERAL, 0, 0, 3, 0, 2))
                .evictions())
        .extracting(e -> e.evictor().kind())
        .containsExactly(
            Eviction.Kind.OTHER,
            Eviction.Kind.KERNEL,
            Eviction.Kind.PROCESS,
            Eviction.Kind.SEVERAL);
  }

  @Test
  void givesARouteTheHealthOfItsLane() throws Exception {
    Routed routed = routed();

    assertThat(route(routed, "memory").cacheHealth())
        .isEqualTo(new Route.CacheHealth(3 * MIB, 0, MIB, 7, 2, 2 * MIB, MIB / 2));
    assertThat(route(routed, "socket").cacheHealth().evictingBytes()).isEqualTo(2 * MIB);
  }

  private Routed routed(ProbeRecord.Eviction... evictions) throws Exception {
    FakeMachine.in(root);
    CachePressure pressure =
        new CachePressure(
            List.of(evictions), List.of(new ProbeRecord.Residency(PID, 3, 2, 2 * MIB, MIB / 2)));
    return new Routes(new Devices(root)).of(lanes, ALWAYS_ON, pressure, PID);
  }

  private static Route route(Routed routed, String target) {
    return routed.routes().stream()
        .filter(r -> r.target().equals(target))
        .findFirst()
        .orElseThrow();
  }

  private static KernelCounts health(long evicted, long evicting, long refaulted, long wasted) {
    return kernel(VDA, 0, KernelCounter.EVICTED_BYTES, evicted)
        .with(KernelCounter.EVICTING_BYTES, evicting)
        .with(KernelCounter.REFAULTED_BYTES, refaulted)
        .with(KernelCounter.WASTED_BYTES, wasted);
  }

  private static ProbeRecord.Eviction eviction(
      ProbeRecord.Evictor evictor, int pid, int lane, int victim, long evicted, long refaulted) {
    return new ProbeRecord.Eviction(
        evictor, pid, lane, ProbeRecord.Victim.LANE, PID, victim, 0, 0, evicted, refaulted, "", "");
  }
}
