package io.bytetrail.collector.advice;

import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Lineage;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.RouteBuilder;
import io.bytetrail.collector.report.RouteEvidence;
import java.util.List;

/** Routes to be judged. */
final class Routes {
  private static final RouteEvidence KERNEL =
      new RouteEvidence(
          EvidenceKind.KERNEL,
          EvidenceKind.KERNEL,
          EvidenceKind.ACCOUNTED,
          EvidenceKind.ACCOUNTED,
          EvidenceKind.KERNEL);

  private Routes() {}

  /** All in the page cache, by 8 KiB reads and writes of a heap buffer. */
  static Route stream(long transfers, long bytes) {
    return of("read-write", "1MiB-4MiB", transfers, bytes, Lineage.EXACT);
  }

  static Route copy(Route route, String strategy, String sizeClass, Lineage lineage) {
    return of(strategy, sizeClass, route.transfers(), route.fileBytes(), lineage);
  }

  private static Route of(
      String strategy, String sizeClass, long transfers, long bytes, Lineage lineage) {
    return RouteBuilder.builder()
        .site("com.acme.Download.send(Download.java:88)")
        .strategy(strategy)
        .operations(List.of("FileInputStream.read", "Socket.write"))
        .sizeClass(sizeClass)
        .target("socket")
        .device("vda")
        .filesystem("ext4")
        .netdev("lo")
        .file("/srv/a")
        .transfers(transfers)
        .calls(2 * (bytes >> 13))
        .fileBytes(bytes)
        .cacheHitBytes(bytes)
        .cpuCopiedBytes(2 * bytes)
        .jvmCopiedBytes(2 * bytes)
        .systemCalls(2 * (bytes >> 13))
        .modeSwitches(4 * (bytes >> 13))
        .evidence(KERNEL)
        .lineage(lineage)
        .advice(Advice.unknown(strategy, ""))
        .build();
  }
}
