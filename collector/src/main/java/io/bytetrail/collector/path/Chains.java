package io.bytetrail.collector.path;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Endpoint;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Puts lanes together into chains.
 *
 * <p>A head with several tails is split between them in proportion to the bytes they passed on. So
 * is one that reads a socket or a pipe, but for its bytes that nobody passed on: those are a chain
 * of their own, since they had nothing to do with a file. Shares are whole numbers and add up to
 * the head exactly: the i-th share is what is below the i-th mark less what was below the one
 * before.
 */
final class Chains {
  /** What the system calls in a mapping's lane are counted by. */
  private static final EnumSet<KernelCounter> MAPPING_CALLS =
      EnumSet.of(
          KernelCounter.SYSTEM_CALLS,
          KernelCounter.SYSTEM_CALL_READ_BYTES,
          KernelCounter.SYSTEM_CALL_WRITTEN_BYTES,
          KernelCounter.SYSTEM_CALL_NANOS);

  private Chains() {}

  static List<Chain> of(List<LaneFacts> lanes) {
    Map<Integer, LaneFacts> byId = new HashMap<>();
    lanes.forEach(lane -> byId.put(lane.lane(), lane));
    Map<Integer, List<LaneFacts>> tails = new HashMap<>();
    List<LaneFacts> heads = new ArrayList<>();
    List<Chain> chains = new ArrayList<>();
    for (LaneFacts lane : lanes) {
      LaneFacts upstream = byId.get(lane.upstream());
      if (lane.upstream() == 0) {
        heads.add(lane);
      } else if (upstream != null && upstream.upstream() == 0) {
        tails.computeIfAbsent(lane.upstream(), id -> new ArrayList<>()).add(lane);
      } else {
        // Its head has nothing counted in this span, or the ledger is damaged.
        chains.add(new Chain(null, lane));
      }
    }
    for (LaneFacts head : heads) {
      List<LaneFacts> ends = tails.getOrDefault(head.lane(), List.of());
      if (ends.isEmpty()) {
        chains.add(alone(head));
      } else {
        chains.addAll(split(head, ends));
      }
    }
    return chains;
  }

  private static Chain alone(LaneFacts lane) {
    return switch (lane.operation().kind()) {
      case WRITE, OTHER -> new Chain(null, lane);
      case READ, MAP, TRANSFER -> new Chain(lane, null);
    };
  }

  private static List<Chain> split(LaneFacts head, List<LaneFacts> tails) {
    if (head.operation() == Operation.MAP && hasLoads(head.kernel())) {
      // What the kernel counted for a mapping, but for the calls that made it, is what was loaded
      // from it outside of calls: none of it is the writes', which have their own.
      KernelCounts loads = without(head.kernel(), MAPPING_CALLS);
      KernelCounts calls = without(head.kernel(), EnumSet.complementOf(MAPPING_CALLS));
      List<Chain> chains = split(counted(head, LongUnaryOperator.identity(), calls), tails);
      chains.add(new Chain(counted(head, total -> 0, loads), null));
      return chains;
    }
    long passedOn = tails.stream().mapToLong(LaneFacts::bytes).sum();
    boolean isFile = head.operation().endpoint() == Endpoint.FILE;
    long sum = isFile ? passedOn : Math.max(passedOn, head.bytes());
    List<Chain> chains = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < tails.size(); i++) {
      LaneFacts tail = tails.get(i);
      // Nothing passed on yet: the first tail stands for all.
      long weight = sum > 0 ? tail.bytes() : i == 0 ? 1 : 0;
      chains.add(new Chain(share(head, from, from + weight, Math.max(sum, 1)), tail));
      from += weight;
    }
    if (from < sum) {
      chains.add(alone(share(head, from, sum, sum)));
    }
    return chains;
  }

  private static boolean hasLoads(KernelCounts kernel) {
    return EnumSet.complementOf(MAPPING_CALLS).stream().anyMatch(c -> kernel.get(c) != 0);
  }

  private static KernelCounts without(KernelCounts kernel, EnumSet<KernelCounter> counters) {
    KernelCounts rest = kernel;
    for (KernelCounter counter : counters) {
      rest = rest.with(counter, 0);
    }
    return rest;
  }

  private static LaneFacts share(LaneFacts head, long from, long to, long of) {
    LongUnaryOperator cut = total -> below(total, to, of) - below(total, from, of);
    return counted(head, cut, head.kernel().map(cut));
  }

  /** The head with a share of what the agent counted, and this of the kernel's. */
  private static LaneFacts counted(LaneFacts head, LongUnaryOperator cut, KernelCounts kernel) {
    return new LaneFacts(
        head.lane(),
        head.site(),
        head.via(),
        head.operation(),
        head.sizeClass(),
        head.upstream(),
        head.link(),
        head.path(),
        cut.applyAsLong(head.calls()),
        cut.applyAsLong(head.bytes()),
        cut.applyAsLong(head.transfers()),
        cut.applyAsLong(head.errors()),
        cut.applyAsLong(head.jvmCopiedBytes()),
        cut.applyAsLong(head.bufferCopiedBytes()),
        head.checked(),
        head.confirmed(),
        head.samples().part(partOf(head, cut)),
        kernel);
  }

  private static double partOf(LaneFacts head, LongUnaryOperator cut) {
    return head.bytes() == 0 ? 0 : (double) cut.applyAsLong(head.bytes()) / head.bytes();
  }

  /** The whole part of {@code total * mark / of}; the product may need 128 bits. */
  static long below(long total, long mark, long of) {
    if (mark == of) {
      return total;
    }
    return BigInteger.valueOf(total)
        .multiply(BigInteger.valueOf(mark))
        .divide(BigInteger.valueOf(of))
        .longValue();
  }
}
