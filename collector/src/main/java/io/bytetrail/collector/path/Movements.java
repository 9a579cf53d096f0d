package io.bytetrail.collector.path;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.collector.probe.LatencyHistogram;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Movement;
import io.bytetrail.collector.report.Movement.Direct;
import io.bytetrail.collector.report.Movement.Latency;
import io.bytetrail.collector.report.Movement.Network;
import io.bytetrail.collector.report.Movement.Storage;
import io.bytetrail.collector.report.Mover;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says of a chain who moved its bytes, and how that is known. */
final class Movements {
  private Movements() {}

  /**
   * Of one chain.
   *
   * @param dma names of the devices that the kernel was seen to map memory for
   */
  static Movement of(
      Chain chain,
      Setting setting,
      BlockDevice block,
      Filesystem filesystem,
      NetDevice net,
      Set<String> dma) {
    boolean hasFile = chain.readsFile() || chain.writesFile();
    boolean kernel = setting.rung() == Rung.KERNEL;
    return new Movement(
        hasFile ? storage(chain, block, filesystem, dma) : null,
        kernel && chain.isDirectIo() ? direct(chain, filesystem) : null,
        kernel ? latency(latencies(chain)) : null,
        kernel && !net.name().isEmpty() ? network(chain, setting, net) : null);
  }

  private static Storage storage(
      Chain chain, BlockDevice block, Filesystem filesystem, Set<String> dma) {
    String kind = filesystem.kind();
    boolean onDisk = kind.isEmpty() && !block.name().isEmpty();
    return new Storage(
        onDisk ? "disk" : kind.isEmpty() ? "unknown" : kind,
        onDisk ? block.driver() : "",
        block.below(),
        filesystem.over(),
        kind.equals("memory") ? Mover.CPU : block.deviceClass().mover(),
        block.isProved(dma) ? EvidenceKind.KERNEL : EvidenceKind.MODELLED,
        chain.kernel(KernelCounter.BOUNCED_BYTES));
  }

  private static Direct direct(Chain chain, Filesystem filesystem) {
    long calls = directCalls(chain.head()) + directCalls(chain.tail());
    long begun = chain.kernel(KernelCounter.DIRECT_BEGUN);
    long refused = chain.kernel(KernelCounter.DIRECT_REFUSED);
    long requests = chain.kernel(KernelCounter.DIRECT_REQUESTS);
    long fellBack = Math.max(0, calls - begun) + refused;
    return new Direct(
        calls,
        requests,
        chain.kernel(KernelCounter.DIRECT_READ_SUBMITTED_BYTES)
            + chain.kernel(KernelCounter.DIRECT_WRITE_SUBMITTED_BYTES),
        chain.kernel(KernelCounter.DIRECT_READ_COMPLETED_BYTES)
            + chain.kernel(KernelCounter.DIRECT_WRITE_COMPLETED_BYTES),
        requests == 0 ? 0 : (double) chain.kernel(KernelCounter.DIRECT_REQUESTS_AHEAD) / requests,
        latencies(chain).mostDirectInFlight(),
        fellBack,
        chain.fellBackBytes(),
        fellBack == 0 ? "" : reason(begun, refused, filesystem));
  }

  private static String reason(long begun, long refused, Filesystem filesystem) {
    if (begun == 0) {
      String type = filesystem.type().isEmpty() ? "the filesystem" : filesystem.type();
      return type + " does no direct I/O on this file, mounted and laid out as it is";
    }
    return refused > 0
        ? "pages of the file in the page cache were in use and could not be dropped"
        : "the filesystem did not begin all calls as direct I/O, as where position or length are"
            + " off its blocks";
  }

  private static long directCalls(LaneFacts lane) {
    return lane != null && lane.operation().isDirectIo() ? lane.calls() : 0;
  }

  private static LatencyHistogram latencies(Chain chain) {
    KernelCounts first = chain.first().kernel();
    return chain.head() == null || chain.tail() == null
        ? first.latencies()
        : first.latencies().plus(chain.tail().kernel().latencies());
  }

  private static Latency latency(LatencyHistogram histogram) {
    long requests = histogram.requests();
    if (requests == 0) {
      return null;
    }
    List<Latency.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < LatencyHistogram.BUCKETS; i++) {
      if (histogram.count(i) > 0) {
        boolean last = i == LatencyHistogram.BUCKETS - 1;
        long end = last ? histogram.mostNanos() + 1 : LatencyHistogram.startNanos(i + 1);
        buckets.add(new Latency.Bucket(LatencyHistogram.startNanos(i), end, histogram.count(i)));
      }
    }
    return new Latency(
        requests,
        histogram.nanos(),
        histogram.quantileNanos(0.5),
        histogram.quantileNanos(0.99),
        histogram.mostNanos(),
        List.copyOf(buckets));
  }

  private static Network network(Chain chain, Setting setting, NetDevice net) {
    long frames = chain.kernel(KernelCounter.EGRESS_FRAMES);
    long segments = chain.kernel(KernelCounter.EGRESS_SEGMENTS);
    long linearised = chain.kernel(KernelCounter.LINEARISED_BYTES);
    return new Network(
        net.kind().label(),
        net.driver(),
        net.bridge(),
        frames,
        segments,
        linearised,
        frames == 0 ? "unknown" : yes(linearised == 0),
        frames == 0 ? "unknown" : yes(segments > frames),
        chain.kernel(KernelCounter.COMPLETED_FRAMES),
        chain.kernel(KernelCounter.TRANSMIT_NANOS),
        unmatched(chain, setting, net));
  }

  private static String yes(boolean is) {
    return is ? "yes" : "no";
  }

  /** Why a frame's end is not seen. */
  private static String unmatched(Chain chain, Setting setting, NetDevice net) {
    return switch (net.kind()) {
      case LOOPBACK, VETH -> "the receiver frees the sender's frames: there is no completion";
      case BRIDGE, VIRTUAL -> "a virtual device hands frames on: there is no completion";
      case UNKNOWN -> "the interface is in another network namespace";
      case PHYSICAL -> {
        if (!setting.verify()) {
          yield "matched in verify mode only";
        }
        yield chain.kernel(KernelCounter.COMPLETED_FRAMES) > 0
            ? ""
            : "the driver was not seen to give frames back";
      }
    };
  }
}
