package io.bytetrail.collector.report;

import static io.bytetrail.collector.report.EvidenceKind.ACCOUNTED;
import static io.bytetrail.collector.report.EvidenceKind.KERNEL;
import static io.bytetrail.collector.report.EvidenceKind.MODELLED;

import java.util.List;

/** Reports for tests and for looking at. */
public final class SampleReports {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;
  private static final Advice UNKNOWN = Advice.unknown("", "not calibrated on this host");

  private SampleReports() {}

  /** A file server's, in verify mode. */
  public static Report fileServer() {
    return new Report(
        Report.SCHEMA,
        "file-server",
        4711,
        "25.0.3",
        10_000_000_000L,
        new Report.Evidence(
            "kernel",
            "verify",
            List.of(
                "program mm_filemap_map_pages is not attached: this kernel has no such tracepoint,"
                    + " so mapped files' minor faults are not counted",
                "12 calls with 40.0 KiB came before counting began"),
            0,
            0,
            3 * GIB,
            3 * GIB + 300 * KIB),
        new Report.Overhead(340_000_000, 2_600_000, 41_000_000, MODELLED, MODELLED),
        List.of(stream(), sendfile(), mapped(), direct(), header()),
        List.of(
            new Report.OutsideFile("modules", "vda", 280 * KIB),
            new Report.OutsideFile("libzip.so", "vda", 20 * KIB)));
  }

  /** The same service where no probe can run. */
  public static Report withoutKernel() {
    Report full = fileServer();
    return new Report(
        full.schema(),
        full.service(),
        full.pid(),
        full.jvm(),
        full.durationNanos(),
        new Report.Evidence(
            "modelled",
            "always-on",
            List.of("no kernel counts: the kernel's counts need Linux, and this is Mac OS X"),
            0,
            0,
            0,
            0),
        new Report.Overhead(0, 2_600_000, 41_000_000, MODELLED, MODELLED),
        List.of(),
        List.of());
  }

  private static Route stream() {
    return new Route(
        "com.acme.Download.send(Download.java:88)",
        "read-write",
        List.of("FileInputStream.read", "Socket.write"),
        "1MiB-4MiB",
        "socket",
        "vda",
        "ext4",
        "lo",
        "/srv/files/a",
        1024,
        262_144,
        GIB,
        768 * MIB,
        247 * MIB,
        9 * MIB,
        1_200_000_000L,
        256 * MIB,
        2 * GIB,
        2 * GIB,
        0,
        262_144,
        524_288,
        0,
        0,
        List.of(
            new Hop("device", "page-cache", Mover.DMA, 256 * MIB, KERNEL),
            new Hop("page-cache", "native-buffer", Mover.CPU, GIB, ACCOUNTED),
            new Hop("native-buffer", "heap", Mover.CPU, GIB, MODELLED),
            new Hop("heap", "native-buffer", Mover.CPU, GIB, MODELLED),
            new Hop("native-buffer", "socket-buffer", Mover.CPU, GIB, ACCOUNTED),
            new Hop("socket-buffer", "loopback", Mover.NONE, GIB, KERNEL)),
        new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL),
        Lineage.EXACT,
        UNKNOWN);
  }

  private static Route sendfile() {
    return new Route(
        "com.acme.Download.transfer(Download.java:141)",
        "sendfile",
        List.of("FileChannel.transferTo"),
        "64MiB-256MiB",
        "socket",
        "vda",
        "ext4",
        "eth0",
        "/srv/files/b",
        12,
        14,
        900 * MIB,
        900 * MIB,
        0,
        0,
        0,
        900 * MIB,
        0,
        0,
        0,
        28,
        56,
        0,
        0,
        List.of(
            new Hop("page-cache", "socket-buffer", Mover.NONE, 900 * MIB, KERNEL),
            new Hop("socket-buffer", "nic", Mover.DMA, 900 * MIB, KERNEL)),
        new RouteEvidence(KERNEL, KERNEL, KERNEL, MODELLED, KERNEL),
        Lineage.EXACT.via("org.apache.commons.io.IOUtils.copy(IOUtils.java:1103)"),
        UNKNOWN);
  }

  private static Route mapped() {
    return new Route(
        "com.acme.search.Index$Segment.open(Index.java:207)",
        "mmap-write",
        List.of("FileChannel.map", "SocketChannel.write"),
        "16MiB-64MiB",
        "socket",
        "loop3",
        "xfs",
        "lo",
        "/srv/index/7",
        3,
        99,
        600 * MIB,
        590 * MIB,
        0,
        10 * MIB,
        42_000_000,
        0,
        610 * MIB,
        0,
        0,
        99,
        198,
        160,
        2400,
        List.of(
            new Hop("device", "page-cache", Mover.CPU, 10 * MIB, KERNEL),
            new Hop("page-cache", "mapping", Mover.NONE, 600 * MIB, MODELLED),
            new Hop("mapping", "socket-buffer", Mover.CPU, 600 * MIB, ACCOUNTED),
            new Hop("socket-buffer", "loopback", Mover.NONE, 600 * MIB, KERNEL)),
        new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL),
        Lineage.EXACT,
        UNKNOWN);
  }

  private static Route direct() {
    return new Route(
        "com.acme.Backup.scan(Backup.java:61)",
        "direct",
        List.of("FileChannel.read(DIRECT)"),
        "256MiB-1GiB",
        "memory",
        "vda",
        "ext4",
        "",
        "/srv/files/c",
        1,
        548,
        548 * MIB,
        0,
        0,
        0,
        810_000_000,
        548 * MIB,
        0,
        0,
        548 * MIB,
        548,
        1096,
        0,
        0,
        List.of(new Hop("device", "direct-buffer", Mover.DMA, 548 * MIB, KERNEL)),
        new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL),
        Lineage.EXACT,
        UNKNOWN);
  }

  private static Route header() {
    return new Route(
        "com.acme.Download.header(Download.java:30)",
        "write",
        List.of("SocketChannel.write"),
        "unknown",
        "socket",
        "",
        "",
        "lo",
        "",
        0,
        1024,
        0,
        0,
        0,
        0,
        0,
        0,
        160 * KIB,
        160 * KIB,
        0,
        1024,
        2048,
        0,
        0,
        List.of(
            new Hop("heap", "native-buffer", Mover.CPU, 160 * KIB, MODELLED),
            new Hop("native-buffer", "socket-buffer", Mover.CPU, 160 * KIB, ACCOUNTED)),
        new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL),
        Lineage.EXACT,
        UNKNOWN);
  }
}
