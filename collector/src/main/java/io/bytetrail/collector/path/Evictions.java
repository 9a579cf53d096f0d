package io.bytetrail.collector.path;

import io.bytetrail.collector.probe.CachePressure;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.Eviction.Kind;
import io.bytetrail.collector.report.Eviction.Party;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Route;
import io.bytetrail.ledger.LedgerDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns evictions between lanes into evictions between routes. A lane that several routes share is
 * split between them as {@link Chains} splits everything else of it; the parts add up to the whole.
 */
final class Evictions {
  private static final Comparator<Eviction> MOST_BYTES_FIRST =
      Comparator.comparingLong(Eviction::evictedBytes)
          .thenComparingLong(Eviction::refaultedBytes)
          .reversed();

  private final Map<Integer, List<Share>> sharesOf = new LinkedHashMap<>();
  private final Map<Between, long[]> sums = new LinkedHashMap<>();
  private final int pid;

  /** A part of a lane: the bytes [from, to) of all that it passed on. */
  private record Share(Party party, long from, long to, long of) {
    private static Share whole(Party party) {
      return new Share(party, 0, 1, 1);
    }

    long cut(long total) {
      return Chains.below(total, to, of) - Chains.below(total, from, of);
    }
  }

  private record Between(Party evictor, Party victim, EvidenceKind evidence) {}

  /**
   * Learns which lane is in which routes.
   *
   * @param routes of the same chains, in the same order
   * @param pid of the process whose lanes they are
   */
  Evictions(List<Chain> chains, List<Route> routes, int pid) {
    this.pid = pid;
    Map<Integer, List<Chain>> byHead = new LinkedHashMap<>();
    Map<Chain, Party> parties = new LinkedHashMap<>();
    for (int i = 0; i < chains.size(); i++) {
      Chain chain = chains.get(i);
      Party party = Party.route(routes.get(i));
      parties.put(chain, party);
      if (chain.head() != null) {
        byHead.computeIfAbsent(chain.head().lane(), lane -> new ArrayList<>()).add(chain);
      }
      if (chain.tail() != null) {
        sharesOf.put(chain.tail().lane(), List.of(Share.whole(party)));
      }
    }
    byHead.forEach((lane, heads) -> sharesOf.put(lane, shares(heads, parties)));
  }

  private static List<Share> shares(List<Chain> heads, Map<Chain, Party> parties) {
    long sum = heads.stream().mapToLong(Evictions::weight).sum();
    List<Share> shares = new ArrayList<>();
    long from = 0;
    for (Chain chain : heads) {
      long to = sum == 0 ? 1 : from + weight(chain);
      shares.add(new Share(parties.get(chain), from, to, Math.max(sum, 1)));
      from = to;
    }
    return shares;
  }

  private static long weight(Chain chain) {
    return chain.tail() == null ? 0 : chain.tail().bytes();
  }

  /** The evictions between these routes and everybody else, most bytes first. */
  List<Eviction> of(CachePressure pressure) {
    pressure.evictions().forEach(this::add);
    List<Eviction> evictions = new ArrayList<>();
    sums.forEach(
        (between, bytes) -> {
          if (bytes[0] > 0 || bytes[1] > 0) {
            evictions.add(
                new Eviction(
                    between.evictor, between.victim, bytes[0], bytes[1], between.evidence));
          }
        });
    evictions.sort(MOST_BYTES_FIRST);
    return evictions;
  }

  private void add(ProbeRecord.Eviction eviction) {
    EvidenceKind evidence =
        eviction.evictor() == ProbeRecord.Evictor.SHARE
            ? EvidenceKind.MODELLED
            : EvidenceKind.KERNEL;
    for (Share evictor : evictors(eviction)) {
      long evicted = evictor.cut(eviction.evictedBytes());
      long refaulted = evictor.cut(eviction.refaultedBytes());
      for (Share victim : victims(eviction)) {
        long[] sum =
            sums.computeIfAbsent(
                new Between(evictor.party, victim.party, evidence), none -> new long[2]);
        sum[0] += victim.cut(evicted);
        sum[1] += victim.cut(refaulted);
      }
    }
  }

  private List<Share> evictors(ProbeRecord.Eviction eviction) {
    return switch (eviction.evictor()) {
      case LANE, SHARE -> lane(eviction.evictorPid(), eviction.evictorLane());
      case PROCESS -> alone(Kind.OTHER, processName(eviction));
      case KERNEL -> alone(Kind.KERNEL, "the kernel's own threads");
      case SEVERAL -> alone(Kind.SEVERAL, "several");
    };
  }

  private static String processName(ProbeRecord.Eviction eviction) {
    return eviction.process().isEmpty() ? "other processes" : eviction.process();
  }

  private List<Share> victims(ProbeRecord.Eviction eviction) {
    return switch (eviction.victim()) {
      case LANE -> lane(eviction.victimPid(), eviction.victimLane());
      case FILE ->
          alone(
              eviction.victimPid() == pid ? Kind.PROCESS : Kind.OTHER,
              eviction.name().isEmpty() ? "a file" : eviction.name());
      case FILES -> alone(eviction.victimPid() == pid ? Kind.PROCESS : Kind.OTHER, "other files");
    };
  }

  private List<Share> lane(int ofPid, int lane) {
    if (ofPid != pid) {
      return alone(Kind.OTHER, "process " + ofPid);
    }
    List<Share> shares = sharesOf.get(lane);
    if (shares != null) {
      return shares;
    }
    return lane == LedgerDescriptor.LANE_BYTETRAIL
        ? alone(Kind.PROCESS, "bytetrail")
        : alone(Kind.PROCESS, "the JVM outside its routes");
  }

  private static List<Share> alone(Kind kind, String name) {
    return List.of(Share.whole(Party.of(kind, name)));
  }
}
