package io.bytetrail.collector.path;

import static io.bytetrail.collector.report.EvidenceKind.ACCOUNTED;
import static io.bytetrail.collector.report.EvidenceKind.KERNEL;
import static io.bytetrail.collector.report.EvidenceKind.MODELLED;
import static io.bytetrail.collector.report.EvidenceKind.UNKNOWN;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.CachePressure;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.DeviceSample;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.RouteBuilder;
import io.bytetrail.collector.report.RouteEvidence;
import io.bytetrail.ledger.SizeClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns joined lanes into routes. Sums over the routes are sums over the lanes: nothing is counted
 * twice, nothing is left out.
 */
public final class Routes {
  private static final Comparator<Route> MOST_BYTES_FIRST =
      Comparator.comparingLong(Route::fileBytes)
          .thenComparingLong(Routes::largestHop)
          .thenComparingLong(Route::calls)
          .reversed()
          .thenComparing(Route::site)
          .thenComparing(Route::strategy);

  private final Devices devices;

  public Routes(Devices devices) {
    this.devices = devices;
  }

  /** The routes of these lanes, most file bytes first. */
  public List<Route> of(List<LaneFacts> lanes, Setting setting) {
    return of(lanes, setting, CachePressure.NONE, 0).routes();
  }

  /**
   * The routes of these lanes, and what they did to each other.
   *
   * @param pid of the process whose lanes they are
   */
  public Routed of(List<LaneFacts> lanes, Setting setting, CachePressure pressure, int pid) {
    return of(lanes, setting, pressure, pid, Set.of());
  }

  /**
   * The routes of these lanes, and what they did to each other.
   *
   * @param pid of the process whose lanes they are
   * @param dma names of the devices that the kernel was seen to map memory for
   */
  public Routed of(
      List<LaneFacts> lanes, Setting setting, CachePressure pressure, int pid, Set<String> dma) {
    List<Chain> chains = Chains.of(lanes);
    DeviceShares shares = new DeviceShares(chains, setting);
    Map<Integer, ProbeRecord.Residency> residencies = new HashMap<>();
    pressure.residencies().forEach(each -> residencies.put(each.lane(), each));
    List<Route> routes = new ArrayList<>();
    for (Chain chain : chains) {
      ProbeRecord.Residency resident = residencies.get(chain.first().lane());
      routes.add(route(chain, setting, shares.of(chain), cacheHealth(chain, resident), dma));
    }
    List<Eviction> evictions = new Evictions(chains, routes, pid).of(pressure);
    routes.sort(MOST_BYTES_FIRST);
    return new Routed(routes, evictions);
  }

  private static Route.CacheHealth cacheHealth(Chain chain, ProbeRecord.Residency resident) {
    return new Route.CacheHealth(
        chain.kernel(KernelCounter.EVICTED_BYTES),
        chain.kernel(KernelCounter.EVICTING_BYTES),
        chain.kernel(KernelCounter.REFAULTED_BYTES),
        chain.kernel(KernelCounter.WASTED_BYTES),
        resident == null ? 0 : resident.files(),
        resident == null ? 0 : resident.fileBytes(),
        resident == null ? 0 : resident.residentBytes());
  }

  private static Route.Writes writes(Chain chain) {
    LaneFacts last = chain.last();
    boolean force = last.operation().isForce();
    return new Route.Writes(
        chain.kernel(KernelCounter.CACHED_WRITE_BYTES),
        chain.kernel(KernelCounter.WRITE_HIT_BYTES),
        chain.kernel(KernelCounter.OVERWRITTEN_BYTES),
        chain.kernel(KernelCounter.DIRTIED_BYTES),
        chain.kernel(KernelCounter.WRITTEN_BACK_BYTES),
        chain.kernel(KernelCounter.NEVER_WRITTEN_BYTES),
        force ? last.calls() : 0,
        force ? last.kernel().get(KernelCounter.STALLED_NANOS) : 0);
  }

  private Route route(
      Chain chain,
      Setting setting,
      Accounted accounted,
      Route.CacheHealth cacheHealth,
      Set<String> dma) {
    KernelCounts first = chain.first().kernel();
    KernelCounts places =
        chain.head() == null || chain.tail() == null
            ? first
            : chain.head().kernel().plus(chain.tail().kernel());
    int fileDevice = first.fileDevice() != 0 ? first.fileDevice() : places.fileDevice();
    boolean hasFile = chain.readsFile() || chain.writesFile();
    Filesystem filesystem =
        hasFile ? devices.filesystem(fileDevice, chain.first().path()) : Filesystem.NONE;
    BlockDevice block =
        (places.blockDevice() != 0
                ? devices.block(places.blockDevice())
                : devices.block(filesystem.device()))
            .proved(dma);
    NetDevice net = devices.net(places.netDevice(), places.netNamespace());
    CopyPath path = new CopyPath(chain, setting, block, net, accounted);
    CacheShares cache = CacheShares.of(chain, setting, accounted);
    long systemCalls = systemCalls(chain, setting);
    String strategy = Strategies.of(chain, setting);
    RouteEvidence evidence =
        new RouteEvidence(
            cache.evidence(),
            device(setting, accounted),
            copies(path, setting),
            path.jvmEvidence(),
            countsCalls(setting) ? KERNEL : MODELLED);
    return RouteBuilder.builder()
        .site(chain.first().site())
        .strategy(strategy)
        .operations(operations(chain))
        .sizeClass(sizeClass(chain).label())
        .target(chain.target())
        .device(hasFile ? block.name() : "")
        .filesystem(filesystem.type())
        .netdev(net.name())
        .file(chain.first().path())
        .transfers(transfers(chain))
        .calls(chain.calls())
        .fileBytes(chain.fileBytes())
        .cacheHitBytes(cache.hitBytes())
        .readAheadBytes(cache.readAheadBytes())
        .stalledBytes(cache.stalledBytes())
        .stalledNanos(chain.kernel(KernelCounter.STALLED_NANOS))
        .dmaBytes(path.dmaBytes())
        .cpuCopiedBytes(path.kernelCopiedBytes())
        .jvmCopiedBytes(path.jvmCopiedBytes())
        .directBytes(directBytes(chain, setting))
        .systemCalls(systemCalls)
        .modeSwitches(2 * systemCalls)
        .majorFaults(chain.kernel(KernelCounter.MAJOR_FAULTS))
        .minorFaults(chain.kernel(KernelCounter.MINOR_FAULTS))
        .hops(path.hops())
        .evidence(evidence)
        .lineage(Lineages.of(chain, net).via(chain.first().via()))
        .movement(Movements.of(chain, setting, block, filesystem, net, dma))
        .cacheHealth(cacheHealth)
        .writes(writes(chain))
        .accounted(sample(chain, setting))
        .advice(Advice.unknown(strategy, "nobody was asked"))
        .build();
  }

  private static DeviceSample sample(Chain chain, Setting setting) {
    return DeviceShares.isSampled(chain)
        ? SampledReads.of(chain.head().samples(), setting.deviceReadBytes())
        : DeviceSample.NONE;
  }

  private static EvidenceKind device(Setting setting, Accounted accounted) {
    return switch (setting.rung()) {
      case KERNEL -> setting.seesRequests() ? KERNEL : UNKNOWN;
      case ACCOUNTED -> accounted.evidence();
      case MODELLED -> UNKNOWN;
    };
  }

  private static List<String> operations(Chain chain) {
    List<String> operations = new ArrayList<>();
    if (chain.head() != null) {
      operations.add(chain.head().operation().label());
    }
    if (chain.tail() != null) {
      operations.add(chain.tail().operation().label());
    }
    return List.copyOf(operations);
  }

  private static SizeClass sizeClass(Chain chain) {
    return chain.first().sizeClass();
  }

  private static long transfers(Chain chain) {
    return chain.first().transfers();
  }

  private static boolean countsCalls(Setting setting) {
    return setting.rung() == Rung.KERNEL && setting.verify();
  }

  private static long systemCalls(Chain chain, Setting setting) {
    if (countsCalls(setting)) {
      return chain.kernel(KernelCounter.SYSTEM_CALLS);
    }
    return modelledCalls(chain.head(), setting) + modelledCalls(chain.tail(), setting);
  }

  private static long modelledCalls(LaneFacts lane, Setting setting) {
    return lane == null
        ? 0
        : Strategies.callsForEachByte(lane.operation())
            ? lane.bytes()
            : lane.calls() * Strategies.systemCallsPerCall(lane.operation(), setting);
  }

  private static long directBytes(Chain chain, Setting setting) {
    if (setting.seesRequests()) {
      return chain.kernel(KernelCounter.DIRECT_READ_SUBMITTED_BYTES)
          + chain.kernel(KernelCounter.DIRECT_WRITE_SUBMITTED_BYTES);
    }
    return chain.isDirectIo() ? chain.fileBytes() : 0;
  }

  /** As weak as the weakest of the hops in which the kernel copied, or could have. */
  private static EvidenceKind copies(CopyPath path, Setting setting) {
    EvidenceKind weakest = setting.rung() == Rung.KERNEL ? KERNEL : ACCOUNTED;
    for (Hop hop : path.hops()) {
      if (isKernelCopy(hop) && hop.evidence().compareTo(weakest) > 0) {
        weakest = hop.evidence();
      }
    }
    return weakest;
  }

  private static boolean isKernelCopy(Hop hop) {
    boolean intoBuffer = hop.to().equals("page-cache") || hop.to().endsWith("-buffer");
    boolean inJvm =
        hop.from().equals("heap")
            || (hop.from().equals("direct-buffer") && hop.to().equals("direct-buffer"));
    return intoBuffer && !inJvm && !hop.from().equals("device");
  }

  private static long largestHop(Route route) {
    return route.hops().stream().mapToLong(Hop::bytes).max().orElse(0);
  }
}
