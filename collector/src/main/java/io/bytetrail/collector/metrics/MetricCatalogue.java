package io.bytetrail.collector.metrics;

import static io.bytetrail.collector.metrics.MetricDefinition.Kind.COUNTER;
import static io.bytetrail.collector.metrics.MetricDefinition.Kind.GAUGE;
import static io.bytetrail.collector.metrics.MetricDefinition.Kind.INFO;

import io.bytetrail.collector.metrics.MetricDefinition.Sink;
import io.bytetrail.collector.report.DeviceWrites;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.Lineage;
import io.bytetrail.collector.report.Mover;
import io.bytetrail.collector.report.ProgramCosts;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Report.Evidence;
import io.bytetrail.collector.report.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Every metric there is.
 *
 * <p>Labels are few on purpose: a series is one route's, and routes are as many as the places in
 * the code that open files, times the size classes they meet. File names are not among them.
 * Whatever can be known in more than one way carries how it was known as {@code evidence}.
 */
final class MetricCatalogue {
  private static final List<String> ROUTE =
      List.of("site", "strategy", "size_class", "target", "device");

  /** Stations inside the JVM: a copy from one to another is the JVM's, not the kernel's. */
  private static final Set<String> JVM_STATIONS =
      Set.of("heap", "native-buffer", "direct-buffer", "mapping");

  /** The order is that of the text on {@code /metrics}. */
  static final List<MetricDefinition> ALL =
      List.of(
          route(
              "bytetrail.file.bytes",
              MetricUnit.BYTES,
              "Bytes taken from or given to files, by where they were: hit (in the page cache"
                  + " before they were asked for), read_ahead (brought in without a wait), stalled"
                  + " (a thread waited), direct (past the page cache), written, unknown.",
              List.of("residency", "evidence"),
              MetricCatalogue::fileBytes),
          route(
              "bytetrail.moved.bytes",
              MetricUnit.BYTES,
              "Bytes moved over each hop of the copy path, by who moved them: dma (a device), cpu"
                  + " (a copy inside the kernel), jvm (a copy inside the JVM), none (a reference"
                  + " was passed on), unknown.",
              List.of("mover", "from", "to", "evidence"),
              MetricCatalogue::movedBytes),
          route(
              "bytetrail.transfers",
              MetricUnit.TRANSFERS,
              "Passes over a file, counted by the agent.",
              List.of(),
              counted(Route::transfers)),
          route(
              "bytetrail.java.calls",
              MetricUnit.CALLS,
              "JDK I/O calls, counted by the agent.",
              List.of(),
              counted(Route::calls)),
          route(
              "bytetrail.system.calls",
              MetricUnit.CALLS,
              "System calls; evidence says whether the kernel saw them or the operation implies"
                  + " them.",
              List.of("evidence"),
              calls(Route::systemCalls)),
          route(
              "bytetrail.mode.switches",
              MetricUnit.SWITCHES,
              "Switches between user and kernel mode, two for each system call.",
              List.of("evidence"),
              calls(Route::modeSwitches)),
          route(
              "bytetrail.page.faults",
              MetricUnit.FAULTS,
              "Page faults on mapped files: major ones waited for a device, minor ones did not.",
              List.of("kind", "evidence"),
              (report, route, sink) -> {
                String evidence = word(route.evidence().cache());
                sink.add(route.majorFaults(), "major", evidence);
                sink.add(route.minorFaults(), "minor", evidence);
              }),
          route(
              "bytetrail.stall.time",
              MetricUnit.SECONDS,
              "Time threads waited for a device to bring in file bytes, added up over threads.",
              List.of("evidence"),
              (report, route, sink) ->
                  sink.add(route.stalledNanos(), word(route.evidence().cache()))),
          route(
              "bytetrail.read.ahead.wasted.bytes",
              MetricUnit.BYTES,
              "Bytes that read-ahead brought into the page cache for a route, which never read"
                  + " them.",
              List.of("evidence"),
              seen(health -> health.wastedReadAheadBytes())),
          route(
              "bytetrail.refaulted.bytes",
              MetricUnit.BYTES,
              "Bytes brought into the page cache again after memory reclaim had taken them away.",
              List.of("evidence"),
              seen(health -> health.refaultedBytes())),
          pairs(
              "bytetrail.evicted.bytes",
              "Bytes of the page cache that memory reclaim took from victim for evictor: sites, or"
                  + " process, other, kernel, several.",
              Eviction::evictedBytes),
          pairs(
              "bytetrail.caused.refault.bytes",
              "Bytes that victim had to bring in again after they had been reclaimed for evictor.",
              Eviction::refaultedBytes),
          routeState(
              "bytetrail.known.file.size",
              "Size of the files a route reads, of the last ones it read.",
              health -> health.sizeBytes()),
          routeState(
              "bytetrail.resident.size",
              "Of these, what is in the page cache now, as the kernel counts it by inode.",
              health -> health.residentBytes()),
          new MetricDefinition(
              "bytetrail.sampled.device.read.size",
              GAUGE,
              MetricUnit.BYTES,
              "Bytes read from devices, estimated from calls chosen at random: the estimate, and"
                  + " the two ends of its interval of 95 %.",
              routeLabels("bound"),
              MetricCatalogue::sampled),
          route(
              "bytetrail.written.bytes",
              MetricUnit.BYTES,
              "What became of bytes written into the page cache, each event on its own: resident"
                  + " (onto pages that were there), overwritten (over bytes still to be written,"
                  + " which cost no write), dirtied (pages made dirty), written_back (of those,"
                  + " handed to a device), never_written (of those, truncated or deleted before).",
              List.of("event", "evidence"),
              MetricCatalogue::written),
          route(
              "bytetrail.force.time",
              MetricUnit.SECONDS,
              "Time threads were asleep in calls that wait until all is on the device.",
              List.of("evidence"),
              (report, route, sink) ->
                  sink.add(route.writes().forceNanos(), word(EvidenceKind.KERNEL))),
          new MetricDefinition(
              "bytetrail.device.written.bytes",
              COUNTER,
              MetricUnit.BYTES,
              "All that a block device was given to write, by origin: routes, other (processes, or"
                  + " dirtied before counting), direct, metadata, journal, unknown.",
              List.of("device", "origin", "evidence"),
              MetricCatalogue::deviceWritten),
          route(
              "bytetrail.zero.copy.bytes",
              MetricUnit.BYTES,
              "Bytes of files for which zero-copy was asked; outcome says whether it was obtained,"
                  + " or what stood in its way.",
              List.of("outcome"),
              MetricCatalogue::zeroCopy),
          route(
              "bytetrail.transformed.bytes",
              MetricUnit.BYTES,
              "Bytes of files that were encrypted or compressed inside the JVM on their way.",
              List.of("transformation"),
              (report, route, sink) -> {
                String transformed = route.lineage().transformed();
                if (!transformed.isEmpty()) {
                  sink.add(route.fileBytes(), transformed);
                }
              }),
          service(
              "bytetrail.explained.read.bytes",
              MetricUnit.BYTES,
              "Bytes read from files inside lanes: what the routes account for.",
              report -> report.evidence().explainedReadBytes()),
          service(
              "bytetrail.process.read.bytes",
              MetricUnit.BYTES,
              "Bytes the whole process read from files, by any means.",
              report -> report.evidence().processReadBytes()),
          service(
              "bytetrail.dropped.events",
              MetricUnit.EVENTS,
              "Events that were lost and are missing from the other figures.",
              report -> report.evidence().dropped()),
          service(
              "bytetrail.suppressed.errors",
              MetricUnit.ERRORS,
              "Errors inside the hooks that were kept from the application.",
              report -> report.evidence().suppressed()),
          new MetricDefinition(
              "bytetrail.overhead.time",
              COUNTER,
              MetricUnit.SECONDS,
              "CPU time the watching cost: in the eBPF programs (kernel), in the hooks (agent), in"
                  + " the collector and the probe (collector).",
              List.of("component", "evidence"),
              MetricCatalogue::overhead),
          new MetricDefinition(
              "bytetrail.probe.program.time",
              COUNTER,
              MetricUnit.SECONDS,
              "CPU time of each eBPF program, by the kernel's statistics in windows at random"
                  + " times, for all of the time.",
              List.of("program", "evidence"),
              (report, sink) ->
                  report
                      .overhead()
                      .kernel()
                      .programs()
                      .forEach(
                          each -> sink.add(each.nanos(), each.name(), word(EvidenceKind.KERNEL)))),
          new MetricDefinition(
              "bytetrail.probe.shed.time",
              COUNTER,
              MetricUnit.SECONDS,
              "Time for which a part of the probe was put away to keep the budget: mapped-faults,"
                  + " latencies, egress.",
              List.of("part"),
              (report, sink) -> {
                // A rate needs a series that was there before it rose.
                ProgramCosts.PARTS.forEach(part -> sink.add(0, part));
                report
                    .overhead()
                    .kernel()
                    .shed()
                    .forEach(each -> sink.add(each.nanos(), each.part()));
              }),
          service(
              "bytetrail.observed.time",
              MetricUnit.SECONDS,
              "Time since counting began.",
              Report::durationNanos),
          state(
              "bytetrail.rung",
              "1 for the rung of the evidence ladder the figures stand on, 0 for the others.",
              List.of("kernel", "accounted", "modelled"),
              Evidence::rung),
          state(
              "bytetrail.mode",
              "1 for the mode the probe runs in, 0 for the other.",
              List.of("always-on", "verify"),
              Evidence::mode),
          new MetricDefinition(
              "bytetrail.build.info",
              INFO,
              MetricUnit.NONE,
              "What watches, and what is watched.",
              List.of("version", "service", "jvm"),
              (report, sink) -> sink.add(1, version(), report.service(), report.jvm())));

  private MetricCatalogue() {}

  /** What a route's metric is read by. */
  private interface RouteReader {
    void read(Report report, Route route, Sink sink);
  }

  private static void fileBytes(Report report, Route route, Sink sink) {
    long placed = 0;
    // Below the kernel's rung the residencies are shares of what the whole process read, divided
    // anew with each report: the report shows them as that, but they are no counters.
    if (report.evidence().rung().equals("kernel")) {
      String evidence = word(route.evidence().cache());
      sink.add(route.cacheHitBytes(), "hit", evidence);
      sink.add(route.readAheadBytes(), "read_ahead", evidence);
      sink.add(route.stalledBytes(), "stalled", evidence);
      sink.add(route.directBytes(), "direct", evidence);
      placed =
          route.cacheHitBytes()
              + route.readAheadBytes()
              + route.stalledBytes()
              + route.directBytes();
    }
    // So that the sum over residency is the route's file bytes on every rung. Reads through a
    // mapping are counted in pages, and may exceed what the application asked for.
    if (route.fileBytes() > placed) {
      String rest = route.strategy().equals("write") ? "written" : "unknown";
      sink.add(route.fileBytes() - placed, rest, word(EvidenceKind.ACCOUNTED));
    }
  }

  private static void movedBytes(Report report, Route route, Sink sink) {
    for (Hop hop : route.hops()) {
      // Not seen, but a share of the process's reads: no counter, for the same reason.
      boolean share = hop.from().equals("device") && hop.evidence() == EvidenceKind.MODELLED;
      if (!share) {
        sink.add(hop.bytes(), mover(hop), hop.from(), hop.to(), word(hop.evidence()));
      }
    }
  }

  /** A few words, not the report's sentences: each is a series. */
  private static void zeroCopy(Report report, Route route, Sink sink) {
    Lineage lineage = route.lineage();
    if (!lineage.zeroCopyAsked()) {
      return;
    }
    String outcome;
    if (lineage.zeroCopyRefused().isEmpty()) {
      outcome = "obtained";
    } else if (!lineage.transformed().isEmpty()) {
      outcome = lineage.transformed();
    } else {
      outcome = route.strategy().equals("sendfile-copied") ? "network_device" : "no_descriptor";
    }
    sink.add(route.fileBytes(), outcome);
  }

  private static String mover(Hop hop) {
    boolean insideTheJvm = JVM_STATIONS.contains(hop.from()) && JVM_STATIONS.contains(hop.to());
    return hop.mover() == Mover.CPU && insideTheJvm ? "jvm" : word(hop.mover());
  }

  private static List<String> routeLabels(String own) {
    List<String> labels = new ArrayList<>(ROUTE);
    labels.add(own);
    return List.copyOf(labels);
  }

  private static void sampled(Report report, Sink sink) {
    for (Route route : report.routes()) {
      if (route.accounted().wasTaken()) {
        Sink labelled = labelled(route, sink);
        labelled.add(route.accounted().deviceReadBytes(), "estimate");
        labelled.add(route.accounted().interval().get(0), "low");
        labelled.add(route.accounted().interval().get(1), "high");
      }
    }
  }

  private static void overhead(Report report, Sink sink) {
    Report.Overhead overhead = report.overhead();
    sink.add(overhead.kernelNanos(), "kernel", word(overhead.kernelEvidence()));
    sink.add(overhead.agentNanos(), "agent", word(overhead.agentEvidence()));
    sink.add(overhead.collectorCpuNanos(), "collector", word(EvidenceKind.ACCOUNTED));
  }

  /** Only the kernel's programs see it. */
  private static RouteReader seen(ToLongFunction<Route.CacheHealth> value) {
    return (report, route, sink) ->
        sink.add(value.applyAsLong(route.cacheHealth()), word(EvidenceKind.KERNEL));
  }

  private static void written(Report report, Route route, Sink sink) {
    Route.Writes writes = route.writes();
    String evidence = word(EvidenceKind.KERNEL);
    sink.add(writes.residentBytes(), "resident", evidence);
    sink.add(writes.overwrittenBytes(), "overwritten", evidence);
    sink.add(writes.dirtiedBytes(), "dirtied", evidence);
    sink.add(writes.writtenBackBytes(), "written_back", evidence);
    sink.add(writes.neverWrittenBytes(), "never_written", evidence);
  }

  private static void deviceWritten(Report report, Sink sink) {
    String evidence = word(EvidenceKind.KERNEL);
    for (DeviceWrites device : report.deviceWrites()) {
      sink.add(device.routeBytes(), device.device(), "routes", evidence);
      sink.add(device.otherBytes(), device.device(), "other", evidence);
      sink.add(device.directBytes(), device.device(), "direct", evidence);
      sink.add(device.metadataBytes(), device.device(), "metadata", evidence);
      sink.add(device.journalBytes(), device.device(), "journal", evidence);
      sink.add(device.unknownBytes(), device.device(), "unknown", evidence);
    }
  }

  private static MetricDefinition pairs(String name, String help, ToLongFunction<Eviction> value) {
    return new MetricDefinition(
        name,
        COUNTER,
        MetricUnit.BYTES,
        help,
        List.of("evictor", "victim", "evidence"),
        (report, sink) ->
            report
                .evictions()
                .forEach(
                    eviction ->
                        sink.add(
                            value.applyAsLong(eviction),
                            party(eviction.evictor()),
                            party(eviction.victim()),
                            word(eviction.evidence()))));
  }

  /** Names of files and processes are without bound. */
  private static String party(Eviction.Party party) {
    return party.kind() == Eviction.Kind.ROUTE ? party.name() : word(party.kind());
  }

  private static MetricDefinition routeState(
      String name, String help, ToLongFunction<Route.CacheHealth> value) {
    return new MetricDefinition(
        name,
        GAUGE,
        MetricUnit.BYTES,
        help,
        ROUTE,
        (report, sink) ->
            report
                .routes()
                .forEach(
                    route -> labelled(route, sink).add(value.applyAsLong(route.cacheHealth()))));
  }

  private static RouteReader counted(ToLongFunction<Route> value) {
    return (report, route, sink) -> sink.add(value.applyAsLong(route));
  }

  private static RouteReader calls(ToLongFunction<Route> value) {
    return (report, route, sink) ->
        sink.add(value.applyAsLong(route), word(route.evidence().calls()));
  }

  private static MetricDefinition route(
      String name, MetricUnit unit, String help, List<String> ownLabels, RouteReader reader) {
    List<String> labels = new ArrayList<>(ROUTE);
    labels.addAll(ownLabels);
    BiConsumer<Report, Sink> everyRoute =
        (report, sink) ->
            report.routes().forEach(route -> reader.read(report, route, labelled(route, sink)));
    return new MetricDefinition(name, COUNTER, unit, help, List.copyOf(labels), everyRoute);
  }

  private static Sink labelled(Route route, Sink sink) {
    String device = route.device().isEmpty() ? "none" : route.device();
    List<String> labels =
        List.of(route.site(), route.strategy(), route.sizeClass(), route.target(), device);
    return (value, own) -> {
      List<String> all = new ArrayList<>(labels);
      all.addAll(List.of(own));
      sink.add(value, all.toArray(String[]::new));
    };
  }

  private static MetricDefinition service(
      String name, MetricUnit unit, String help, ToLongFunction<Report> value) {
    return new MetricDefinition(
        name,
        COUNTER,
        unit,
        help,
        List.of(),
        (report, sink) -> sink.add(value.applyAsLong(report)));
  }

  /** A gauge for each state, so that the one which is left goes to 0 and does not linger. */
  private static MetricDefinition state(
      String name, String help, List<String> states, Function<Evidence, String> current) {
    String label = name.substring(name.lastIndexOf('.') + 1);
    return new MetricDefinition(
        name,
        GAUGE,
        MetricUnit.NONE,
        help,
        List.of(label),
        (report, sink) -> {
          String now = current.apply(report.evidence());
          states.forEach(state -> sink.add(state.equals(now) ? 1 : 0, state));
        });
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String version() {
    String version = MetricCatalogue.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
