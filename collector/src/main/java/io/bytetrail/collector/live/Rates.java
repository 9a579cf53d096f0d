package io.bytetrail.collector.live;

import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Rates of the lanes of several JVMs, from one look to the next. Not thread-safe: for one thread,
 * which must outlive it.
 */
public final class Rates implements AutoCloseable {
  private final Map<Path, Jvm> jvms = new HashMap<>();
  private final KernelSide kernel;

  private static final class Jvm {
    final Path ledger;
    final LedgerReader reader;
    Look last;

    Jvm(Path ledger, LedgerReader reader) {
      this.ledger = ledger;
      this.reader = reader;
    }
  }

  /** Both sides at one moment. */
  private record Look(
      LedgerSnapshot ledger, Map<Integer, LaneSnapshot> lanes, KernelSnapshot kernel, long nanos) {}

  private Rates(KernelSide kernel) {
    this.kernel = kernel;
  }

  /**
   * With the kernel's counts where they can be had.
   *
   * @param probe value of the option {@code probe}: a path, empty for the one in the jar, or {@code
   *     off}
   */
  public static Rates start(String probe) {
    return new Rates(
        probe.equals("off")
            ? KernelSide.none("no kernel counts: the probe is switched off")
            : KernelSide.start(probe));
  }

  /** Why the kernel's counts are missing; empty when they are not. */
  public String missing() {
    return kernel.missing();
  }

  /** How many JVMs are looked at. */
  public int size() {
    return jvms.size();
  }

  /** Whether the kernel counts for this JVM. */
  public boolean hasKernelCounts(int pid) {
    return kernel.follows(pid);
  }

  /** Looks at this JVM too; one that has ended, or whose ledger is none, is passed over. */
  public void add(Path ledger) throws IOException {
    if (!jvms.containsKey(ledger)) {
      jvms.put(ledger, new Jvm(ledger, LedgerReader.map(ledger)));
    }
  }

  /** Looks at all, and says what their lanes did since the last time; nothing at the first time. */
  public List<LaneRate> look() {
    List<LaneRate> rates = new ArrayList<>();
    for (Iterator<Jvm> i = jvms.values().iterator(); i.hasNext(); ) {
      Jvm jvm = i.next();
      try {
        Look now = lookAt(jvm);
        if (jvm.last != null) {
          between(jvm.last, now, rates);
        }
        jvm.last = now;
        if (now.ledger.state() == LedgerDescriptor.STATE_ENDED || !isAlive(now.ledger)) {
          i.remove();
        }
      } catch (IOException e) {
        i.remove();
      }
    }
    return rates;
  }

  private static boolean isAlive(LedgerSnapshot ledger) {
    return Files.exists(Path.of("/proc/" + ledger.pid())) || ledger.pidNamespace() == 0;
  }

  private Look lookAt(Jvm jvm) throws IOException {
    LedgerSnapshot ledger = jvm.reader.read();
    Map<Integer, LaneSnapshot> lanes = new HashMap<>();
    ledger.lanes().forEach(lane -> lanes.put(lane.id(), lane));
    return new Look(ledger, lanes, kernel.counts(jvm.ledger, ledger), System.nanoTime());
  }

  private static void between(Look before, Look now, List<LaneRate> rates) {
    double seconds = Math.max(1, now.nanos - before.nanos) / 1e9;
    for (LaneSnapshot lane : now.lanes.values()) {
      if (lane.id() == LedgerDescriptor.LANE_NONE || lane.id() == LedgerDescriptor.LANE_BYTETRAIL) {
        continue;
      }
      LaneSnapshot old = before.lanes.get(lane.id());
      KernelCounts seen = minus(now.kernel.lane(lane.id()), before.kernel.lane(lane.id()));
      LaneRate rate =
          new LaneRate(
              now.ledger.pid(),
              now.ledger.service(),
              lane,
              lane.upstream() == 0 ? null : now.lanes.get(lane.upstream()),
              seconds,
              lane.calls() - (old == null ? 0 : old.calls()),
              lane.bytes() - (old == null ? 0 : old.bytes()),
              lane.transfers() - (old == null ? 0 : old.transfers()),
              lane.jvmCopiedBytes() - (old == null ? 0 : old.jvmCopiedBytes()),
              seen);
      if (rate.calls() > 0 || rate.deviceBytes() > 0 || rate.stalledNanos() > 0) {
        rates.add(rate);
      }
    }
  }

  private static KernelCounts minus(KernelCounts now, KernelCounts before) {
    KernelCounts difference = now;
    for (KernelCounter counter : KernelCounter.values()) {
      if (before.get(counter) != 0) {
        difference = difference.with(counter, now.get(counter) - before.get(counter));
      }
    }
    return difference;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
