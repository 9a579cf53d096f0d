package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;

/** What there is to say of a route in figures: the same for a terminal and for a browser. */
public final class RouteRows {
  private RouteRows() {}

  /** The table of a route, in the order in which the bytes meet what it tells of. */
  public static List<RouteRow> of(Route route) {
    RouteEvidence evidence = route.evidence();
    List<RouteRow> rows = new ArrayList<>();
    rows.add(
        RouteRow.bytes("file bytes", route.fileBytes(), Place.bytesEvidence(route))
            .withoutShare()
            .note(passes(route)));
    cacheRows(route, rows);
    if (route.directBytes() > 0) {
      rows.add(
          RouteRow.bytes("past the cache", route.directBytes(), evidence.device())
              .note(waited(route)));
    }
    if (evidence.device() != EvidenceKind.UNKNOWN) {
      rows.add(
          RouteRow.bytes("moved by DMA", route.dmaBytes(), evidence.device()).note(devices(route)));
    }
    accountedRow(route, rows);
    movementRows(route.movement(), rows);
    rows.add(RouteRow.bytes("copied in kernel", route.cpuCopiedBytes(), evidence.copies()));
    rows.add(RouteRow.bytes("copied in JVM", route.jvmCopiedBytes(), evidence.jvm()));
    rows.add(
        RouteRow.count("system calls", route.systemCalls(), evidence.calls())
            .note(Units.count(route.modeSwitches()) + " mode switches"));
    if (route.majorFaults() + route.minorFaults() > 0) {
      // Nobody but an eBPF program counts faults by lane.
      rows.add(
          RouteRow.count(
                  "page faults", route.majorFaults() + route.minorFaults(), EvidenceKind.KERNEL)
              .note(Units.count(route.majorFaults()) + " waited for the device"));
    }
    return rows;
  }

  /** By itself on the accounted rung; beside the kernel's figure where both were asked for. */
  private static void accountedRow(Route route, List<RouteRow> rows) {
    DeviceSample sample = route.accounted();
    if (!sample.wasTaken()) {
      return;
    }
    String calls = Page.count(sample.calls(), "call");
    String note =
        sample.oneIn() <= 1
            ? "all calls looked at"
            : "95 %% between %s and %s, by %s, 1 in %s or more"
                .formatted(
                    Units.bytes(sample.interval().get(0)),
                    Units.bytes(sample.interval().get(1)),
                    calls,
                    Units.count(sample.oneIn()));
    rows.add(
        RouteRow.bytes("read from device", sample.deviceReadBytes(), EvidenceKind.ACCOUNTED)
            .note(note));
  }

  private static void movementRows(Movement movement, List<RouteRow> rows) {
    Movement.Latency latency = movement.latency();
    if (latency != null) {
      rows.add(
          RouteRow.count("block requests", latency.requests(), EvidenceKind.KERNEL)
              .note(
                  "p50 %s, p99 %s, longest %s"
                      .formatted(
                          Units.nanos(latency.p50Nanos()),
                          Units.nanos(latency.p99Nanos()),
                          Units.nanos(latency.maxNanos()))));
    }
    Movement.Direct direct = movement.direct();
    if (direct != null && direct.requests() > 0) {
      rows.add(
          RouteRow.count("in flight, at most", direct.mostInFlight(), EvidenceKind.KERNEL)
              .note(Units.mean(direct.meanInFlight()) + " on average"));
    }
    if (direct != null && direct.fellBackCalls() > 0) {
      rows.add(
          RouteRow.count("not done directly", direct.fellBackCalls(), EvidenceKind.KERNEL)
              .note(direct.fellBackReason()));
    }
    Movement.Network network = movement.network();
    if (network != null && network.linearisedBytes() > 0) {
      rows.add(
          RouteRow.bytes("put in one piece", network.linearisedBytes(), EvidenceKind.KERNEL)
              .note("its network device takes no scattered memory"));
    }
  }

  private static void cacheRows(Route route, List<RouteRow> rows) {
    long known = route.cacheHitBytes() + route.readAheadBytes() + route.stalledBytes();
    if (known == 0) {
      return;
    }
    EvidenceKind evidence = route.evidence().cache();
    rows.add(RouteRow.part("hit in page cache", route.cacheHitBytes(), evidence));
    if (route.readAheadBytes() > 0) {
      rows.add(RouteRow.part("read ahead", route.readAheadBytes(), evidence));
    }
    if (route.stalledBytes() > 0) {
      rows.add(RouteRow.part("stalled", route.stalledBytes(), evidence).note(waited(route)));
    }
    healthRows(route.cacheHealth(), rows);
    writeRows(route, rows);
  }

  /** Nobody but an eBPF program sees any of it. */
  private static void writeRows(Route route, List<RouteRow> rows) {
    Route.Writes writes = route.writes();
    if (writes.residentBytes() > 0) {
      rows.add(
          RouteRow.bytes("onto resident pages", writes.residentBytes(), EvidenceKind.KERNEL)
              .note(Units.bytes(writes.overwrittenBytes()) + " before they were written back"));
    }
    if (writes.dirtiedBytes() > 0) {
      rows.add(
          RouteRow.bytes("written back", writes.writtenBackBytes(), EvidenceKind.KERNEL)
              .note("of " + Units.bytes(writes.dirtiedBytes()) + " of pages made dirty"));
    }
    if (writes.neverWrittenBytes() > 0) {
      rows.add(
          RouteRow.bytes("never written", writes.neverWrittenBytes(), EvidenceKind.KERNEL)
              .note("truncated or deleted before"));
    }
    if (writes.forceNanos() > 0) {
      rows.add(
          RouteRow.count("forces", writes.forces(), EvidenceKind.ACCOUNTED)
              .note(Units.nanos(writes.forceNanos()) + " waited K"));
    }
  }

  private static void healthRows(Route.CacheHealth health, List<RouteRow> rows) {
    if (health.wastedReadAheadBytes() > 0) {
      rows.add(
          RouteRow.bytes("read ahead, unread", health.wastedReadAheadBytes(), EvidenceKind.KERNEL));
    }
    if (health.evictedBytes() > 0 || health.refaultedBytes() > 0) {
      rows.add(
          RouteRow.bytes("evicted", health.evictedBytes(), EvidenceKind.KERNEL)
              .note(Units.bytes(health.refaultedBytes()) + " brought in again"));
    }
    if (health.sizeBytes() > 0) {
      rows.add(
          RouteRow.state("in the cache now", health.residentBytes(), EvidenceKind.KERNEL)
              .note(
                  "of "
                      + Units.bytes(health.sizeBytes())
                      + " in "
                      + Page.count(health.files(), "file")));
    }
  }

  /** Nothing where nobody measured a wait: that is not a wait of no time. */
  private static String waited(Route route) {
    return route.stalledNanos() == 0 ? "" : Units.nanos(route.stalledNanos()) + " waited";
  }

  /**
   * Which devices moved the bytes: {@code 256 MiB from vda, 1.00 GiB to eth0}. Of some it is not
   * known whether they did.
   */
  private static String devices(Route route) {
    List<String> parts = new ArrayList<>();
    for (Hop hop : route.hops()) {
      if (hop.mover() == Mover.DMA || hop.mover() == Mover.UNKNOWN) {
        boolean out = !hop.from().equals("device");
        String name = hop.to().equals("nic") ? route.netdev() : route.device();
        parts.add(
            Units.bytes(hop.bytes())
                + (out ? " to " : " from ")
                + name
                + (hop.mover() == Mover.DMA ? "" : ", by DMA or not"));
      }
    }
    return String.join(", ", parts);
  }

  /** {@code 1,024 passes, 262,144 calls}. */
  static String passes(Route route) {
    return Page.count(route.transfers(), "pass") + ", " + Page.count(route.calls(), "call");
  }

  /** {@code read-write to a socket · files of 1MiB-4MiB on vda (ext4) · FileInputStream.read}. */
  public static String description(Route route) {
    StringBuilder text = new StringBuilder(route.strategy());
    switch (route.target()) {
      case "socket" -> text.append(" to a socket");
      case "pipe" -> text.append(" to a pipe");
      case "file" -> text.append(" to a file").append(received(route));
      default -> text.append(" into memory");
    }
    text.append(
        switch (route.sizeClass()) {
          case "growing" -> " · files that grow";
          case "unknown" -> " · files of unknown size";
          default -> " · files of " + route.sizeClass();
        });
    if (!route.device().isEmpty()) {
      text.append(" on ").append(route.device());
    }
    if (!route.filesystem().isEmpty()) {
      text.append(route.device().isEmpty() ? " on " : " (").append(route.filesystem());
      text.append(route.device().isEmpty() ? "" : ")");
    }
    return text.append(" · ").append(String.join(", ", route.operations())).toString();
  }

  /** Where the bytes of a file that is written came from, if that was not memory or a file. */
  private static String received(Route route) {
    String first = route.hops().isEmpty() ? "" : route.hops().get(0).from();
    return switch (first) {
      case "socket-buffer" -> ", from a socket";
      case "pipe-buffer" -> ", from a pipe";
      default -> "";
    };
  }
}
