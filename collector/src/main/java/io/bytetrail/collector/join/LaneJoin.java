package io.bytetrail.collector.join;

import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.ledger.LaneSamples;
import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins the agent's counts and the kernel's by lane id.
 *
 * <p>The two sides are only comparable over the same span. So the ledger's counts at the moment the
 * kernel begins are a baseline that is taken off, and when a probe ends, what the ledger counts
 * until the next one begins is set aside as uncounted instead of being joined with nothing.
 *
 * <p>Not thread-safe. One step costs a time proportional to the number of lanes, never of calls.
 */
public final class LaneJoin {
  /** For a join that has all of what the ledger counts, from its beginning on. */
  public static final LedgerSnapshot EMPTY =
      new LedgerSnapshot(0, 0, 0, 0, 0, 0, "", "", List.of(), 0, 0, 0, 0, "", 0);

  private LedgerSnapshot baseline;
  private LedgerSnapshot latest;
  private KernelSnapshot latestKernel = KernelSnapshot.EMPTY;
  private Map<Integer, Counts> kept = Map.of();
  private KernelSnapshot keptKernel = KernelSnapshot.EMPTY;
  private Traffic before = Traffic.NONE;
  private Traffic uncounted = Traffic.NONE;
  private Traffic sinceEnd = Traffic.NONE;
  private boolean counting;
  private long beginNanos;
  private long endNanos;

  private record Counts(
      long calls,
      long bytes,
      long transfers,
      long errors,
      long jvmCopied,
      long bufferCopied,
      LaneSamples samples) {
    static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, LaneSamples.NONE);

    static Counts of(LaneSnapshot lane) {
      return new Counts(
          lane.calls(),
          lane.bytes(),
          lane.transfers(),
          lane.errors(),
          lane.jvmCopiedBytes(),
          lane.bufferCopiedBytes(),
          lane.samples());
    }

    Counts plus(Counts more) {
      return new Counts(
          calls + more.calls,
          bytes + more.bytes,
          transfers + more.transfers,
          errors + more.errors,
          jvmCopied + more.jvmCopied,
          bufferCopied + more.bufferCopied,
          samples.plus(more.samples));
    }

    Counts minus(Counts less) {
      return new Counts(
          calls - less.calls,
          bytes - less.bytes,
          transfers - less.transfers,
          errors - less.errors,
          jvmCopied - less.jvmCopied,
          bufferCopied - less.bufferCopied,
          samples.minus(less.samples));
    }
  }

  /**
   * A join whose span is the whole life of a process.
   *
   * @param nanos how long ago that was
   */
  public static LaneJoin sinceStart(long nanos) {
    LaneJoin join = new LaneJoin();
    join.begin(EMPTY, -nanos);
    return join;
  }

  /**
   * Counting begins.
   *
   * @param ledger as it is at this moment, or {@link #EMPTY} if the kernel has missed nothing of it
   */
  public void begin(LedgerSnapshot ledger, long nanoTime) {
    if (latest == null) {
      before = traffic(ledger);
      beginNanos = nanoTime;
    } else {
      uncounted = uncounted.plus(traffic(ledger).minus(traffic(latest)));
      sinceEnd = Traffic.NONE;
    }
    baseline = ledger;
    latest = ledger;
    latestKernel = KernelSnapshot.EMPTY;
    endNanos = nanoTime;
    counting = true;
  }

  /** Both sides at one moment while a probe is counting. */
  public void observe(LedgerSnapshot ledger, KernelSnapshot kernel, long nanoTime) {
    latest = ledger;
    latestKernel = kernel;
    endNanos = nanoTime;
  }

  /** The probe is gone: what it counted up to its last snapshot is kept. */
  public void end() {
    if (counting) {
      kept = ledgerCounts();
      keptKernel = keptKernel.plus(latestKernel);
      baseline = latest;
      latestKernel = KernelSnapshot.EMPTY;
      counting = false;
    }
  }

  /** The ledger at one moment while nobody is counting beside it. */
  public void miss(LedgerSnapshot ledger) {
    if (latest != null) {
      sinceEnd = traffic(ledger).minus(traffic(latest));
    }
  }

  /** Everything counted so far. */
  public Joined joined() {
    KernelSnapshot kernel = keptKernel.plus(latestKernel);
    Map<Integer, Counts> counts = ledgerCounts();
    List<LaneFacts> facts = new ArrayList<>();
    for (LaneSnapshot lane : latest == null ? List.<LaneSnapshot>of() : latest.lanes()) {
      if (lane.id() == LedgerDescriptor.LANE_NONE || lane.id() == LedgerDescriptor.LANE_BYTETRAIL) {
        continue;
      }
      Counts counted = counts.getOrDefault(lane.id(), Counts.ZERO);
      KernelCounts seen = kernel.lane(lane.id());
      if (counted.calls > 0 || !seen.equals(KernelCounts.NONE)) {
        facts.add(
            new LaneFacts(
                lane.id(),
                lane.site(),
                lane.via(),
                lane.operation(),
                lane.sizeClass(),
                lane.upstream(),
                lane.link(),
                lane.path(),
                counted.calls,
                counted.bytes,
                counted.transfers,
                counted.errors,
                counted.jvmCopied,
                counted.bufferCopied,
                lane.checked(),
                lane.confirmed(),
                counted.samples,
                seen));
      }
    }
    return new Joined(facts, kernel, before, uncounted.plus(sinceEnd), endNanos - beginNanos);
  }

  private Map<Integer, Counts> ledgerCounts() {
    Map<Integer, Counts> sum = new HashMap<>(kept);
    if (counting) {
      Map<Integer, Counts> start = new HashMap<>();
      baseline.lanes().forEach(lane -> start.put(lane.id(), Counts.of(lane)));
      for (LaneSnapshot lane : latest.lanes()) {
        Counts counted = Counts.of(lane).minus(start.getOrDefault(lane.id(), Counts.ZERO));
        sum.merge(lane.id(), counted, Counts::plus);
      }
    }
    return sum;
  }

  private static Traffic traffic(LedgerSnapshot ledger) {
    long calls = 0;
    long bytes = 0;
    for (LaneSnapshot lane : ledger.lanes()) {
      if (lane.id() != LedgerDescriptor.LANE_BYTETRAIL) {
        calls += lane.calls();
        bytes += lane.bytes();
      }
    }
    return new Traffic(calls, bytes);
  }
}
