package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.cost.CostModel;
import io.bytetrail.collector.cost.Estimate;
import io.bytetrail.collector.cost.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the present way with the others.
 *
 * <p>What is not known of the workload is tried both ways, and the difference goes into the error:
 * whether one transfer is under way or several, and, after direct I/O, whether the bytes would be
 * in the page cache. A route whose pages took the place of others' is charged for what these had to
 * read again: the difference of a miss and a hit for each such byte. Past the page cache there is
 * no such charge.
 */
final class Prospects {
  private static final double MANY_CLIENTS = 8;

  /**
   * A mapping fails when its file is cut short, and stays until the collector runs: it must pay.
   */
  private static final double MAPPING_HANDICAP = 0.03;

  private final CostModel model;
  private final RouteFacts facts;
  private final double pollution;
  private final List<Workload> scenarios = new ArrayList<>();

  /**
   * Compares.
   *
   * @param pollution bytes that others had to read again because this route's evicted them, for
   *     each byte that it read
   */
  Prospects(CostModel model, RouteFacts facts, double pollution) {
    this.pollution = pollution;
    this.model = model;
    this.facts = facts;
    Workload one =
        new Workload(facts.size(), facts.hitShare(), facts.pressure(), 1, facts.egress());
    for (double clients : new double[] {1, MANY_CLIENTS}) {
      scenarios.add(one.withClients(clients));
      if (!facts.residencyKnown()) {
        scenarios.add(one.withClients(clients).withHitShare(1));
      }
    }
  }

  /** The way with the lowest cost of these; empty when none can be told. */
  Optional<Prospect> best(List<Way> open) {
    Prospect best = null;
    double bestRank = Double.POSITIVE_INFINITY;
    for (Way way : open) {
      Optional<Prospect> prospect = of(way);
      if (prospect.isPresent()) {
        double handicap = way.technique() == Technique.MMAP ? 1 + MAPPING_HANDICAP : 1;
        double rank = prospect.get().cost() * handicap;
        if (rank < bestRank) {
          best = prospect.get();
          bestRank = rank;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** What the present way costs, as strategies are ranked, and in CPU. */
  Optional<Prospect> present() {
    return of(facts.way());
  }

  private Optional<Prospect> of(Way way) {
    double here = charge(facts.way());
    double there = charge(way);
    return model
        .saving(facts.way(), way, scenarios)
        .map(saving -> new Prospect(way, saving, there, here - there));
  }

  /** What others pay for the pages that a way takes from them, in s/GiB of this route. */
  private double charge(Way way) {
    Workload work = scenarios.get(0);
    if (pollution == 0 || way.technique().isDirectIo()) {
      return 0;
    }
    Optional<Estimate> miss = model.estimate(Way.SENDFILE, work.withHitShare(0));
    Optional<Estimate> hit = model.estimate(Way.SENDFILE, work.withHitShare(1));
    return miss.isEmpty() || hit.isEmpty()
        ? 0
        : pollution * Math.max(0, miss.get().cost() - hit.get().cost());
  }
}
