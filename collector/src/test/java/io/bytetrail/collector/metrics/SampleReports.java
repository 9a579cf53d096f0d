package io.bytetrail.collector.metrics;

import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.DeviceSample;
import io.bytetrail.collector.report.DeviceWrites;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.Eviction.Party;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.Lineage;
import io.bytetrail.collector.report.Mover;
import io.bytetrail.collector.report.ProgramCosts;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Report.Evidence;
import io.bytetrail.collector.report.Report.Overhead;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.RouteBuilder;
import io.bytetrail.collector.report.RouteEvidence;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Made-up reports of a file server that streams, sends files, and sends some that are copied. */
final class SampleReports {
  static final long MIB = 1 << 20;
  private static final RouteEvidence KERNEL =
      new RouteEvidence(
          EvidenceKind.KERNEL,
          EvidenceKind.KERNEL,
          EvidenceKind.KERNEL,
          EvidenceKind.MODELLED,
          EvidenceKind.MODELLED);

  private SampleReports() {}

  /** A service that does one more pass over each of its files from one report to the next. */
  static Supplier<Report> growing() {
    AtomicLong passes = new AtomicLong();
    return () -> after(passes.incrementAndGet());
  }

  /** The report after some passes over a file of 1 MiB by each route. */
  static Report after(long passes) {
    return of(
        passes,
        List.of(
            stream("com.acme.Download.stream(Download.java:40)", passes),
            sendfile("sendfile", "com.acme.Download.send(Download.java:88)", passes),
            sendfile("sendfile-copied", "com.acme.Download.tls(Download.java:99)", passes)));
  }

  static Report of(long passes, List<Route> routes) {
    long read = passes * MIB * routes.size();
    return new Report(
            Report.SCHEMA,
            "file-server",
            4711,
            "17.0.15",
            passes * 1_000_000_000L,
            new Evidence("kernel", "always-on", List.of(), 0, 0, read, read + passes * 100),
            new Overhead(
                passes * 1000,
                passes * 200,
                passes * 30_000,
                EvidenceKind.KERNEL,
                EvidenceKind.MODELLED,
                passes * 50,
                new ProgramCosts(
                    passes * 1_000_000_000L,
                    passes * 20_000_000L,
                    0.012,
                    0.01,
                    List.of(
                        new ProgramCosts.Program("mm_filemap_get_pages", passes * 1000, passes)),
                    List.of(new ProgramCosts.Shed("mapped-faults", passes * 500, 1, 100, true)))),
            routes,
            List.of())
        .withEvictions(evictions(passes, routes))
        .withDeviceWrites(
            List.of(new DeviceWrites("vda", passes, passes * MIB, passes, 0, passes, passes, 0)));
  }

  /** The first route takes from the second one, and from itself. */
  private static List<Eviction> evictions(long passes, List<Route> routes) {
    if (routes.size() < 2) {
      return List.of();
    }
    Party first = Party.route(routes.get(0));
    Party second = Party.route(routes.get(1));
    return List.of(
        new Eviction(first, first, passes * MIB, 0, EvidenceKind.KERNEL),
        new Eviction(first, second, passes * MIB / 2, passes * MIB / 4, EvidenceKind.KERNEL),
        new Eviction(
            Party.of(Eviction.Kind.OTHER, "backup"), second, passes, 0, EvidenceKind.MODELLED));
  }

  /** Reads half of it from the cache, waits for one eighth, and leaves by way of the heap. */
  static Route stream(String site, long passes) {
    long bytes = passes * MIB;
    List<Hop> hops =
        List.of(
            hop("device", "page-cache", Mover.DMA, bytes / 2, EvidenceKind.KERNEL),
            hop("page-cache", "native-buffer", Mover.CPU, bytes, EvidenceKind.KERNEL),
            hop("native-buffer", "heap", Mover.CPU, bytes, EvidenceKind.MODELLED),
            hop("heap", "native-buffer", Mover.CPU, bytes, EvidenceKind.MODELLED),
            hop("native-buffer", "socket-buffer", Mover.CPU, bytes, EvidenceKind.KERNEL));
    long[] residency = {bytes / 2, bytes * 3 / 8, bytes / 8};
    return route(site, "read-write", passes, residency, 256, hops);
  }

  private static Route sendfile(String strategy, String site, long passes) {
    Mover mover = strategy.equals("sendfile") ? Mover.NONE : Mover.CPU;
    long bytes = passes * MIB;
    List<Hop> hops = List.of(hop("page-cache", "socket-buffer", mover, bytes, EvidenceKind.KERNEL));
    return route(site, strategy, passes, new long[] {bytes, 0, 0}, 1, hops);
  }

  private static Route route(
      String site,
      String strategy,
      long passes,
      long[] residency,
      long callsPerPass,
      List<Hop> hops) {
    long calls = passes * callsPerPass;
    return RouteBuilder.builder()
        .site(site)
        .strategy(strategy)
        .operations(List.of("FileInputStream.read"))
        .sizeClass("1MiB-4MiB")
        .target("socket")
        .device("vda")
        .filesystem("ext4")
        .netdev("lo")
        .file("/srv/file")
        .transfers(passes)
        .calls(calls)
        .fileBytes(passes * MIB)
        .cacheHitBytes(residency[0])
        .readAheadBytes(residency[1])
        .stalledBytes(residency[2])
        .stalledNanos(residency[2])
        .dmaBytes(bytesBy(hops, Mover.DMA))
        .cpuCopiedBytes(bytesBy(hops, Mover.CPU))
        .systemCalls(calls)
        .modeSwitches(2 * calls)
        .hops(hops)
        .evidence(KERNEL)
        .lineage(lineage(strategy))
        .cacheHealth(new Route.CacheHealth(0, 0, 0, 0, 1, MIB, MIB / 2))
        .advice(Advice.unknown(strategy, ""))
        .accounted(
            new DeviceSample(passes, 7, passes * MIB, List.of(passes, 2 * passes * MIB), 0.95))
        .build();
  }

  /** What is sent is sent as it is, what is streamed goes through TLS. */
  private static Lineage lineage(String strategy) {
    boolean asked = strategy.startsWith("sendfile");
    String refused = strategy.equals("sendfile-copied") ? "vda0 takes no pages by reference" : "";
    return new Lineage("", asked ? "" : "tls", EvidenceKind.ACCOUNTED, 1, asked, refused);
  }

  private static long bytesBy(List<Hop> hops, Mover mover) {
    return hops.stream().filter(hop -> hop.mover() == mover).mapToLong(Hop::bytes).sum();
  }

  private static Hop hop(String from, String to, Mover mover, long bytes, EvidenceKind evidence) {
    return new Hop(from, to, mover, bytes, evidence);
  }
}
