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
    return RouteBuilder.builder()
        .site("com.acme.Download.send(Download.java:88)")
        .strategy("read-write")
        .operations(List.of("FileInputStream.read", "Socket.write"))
        .sizeClass("1MiB-4MiB")
        .target("socket")
        .device("vda")
        .filesystem("ext4")
        .netdev("lo")
        .file("/srv/files/a")
        .transfers(1024)
        .calls(262_144)
        .fileBytes(GIB)
        .cacheHitBytes(768 * MIB)
        .readAheadBytes(247 * MIB)
        .stalledBytes(9 * MIB)
        .stalledNanos(1_200_000_000L)
        .dmaBytes(256 * MIB)
        .cpuCopiedBytes(2 * GIB)
        .jvmCopiedBytes(2 * GIB)
        .systemCalls(262_144)
        .modeSwitches(524_288)
        .hops(
            List.of(
                new Hop("device", "page-cache", Mover.DMA, 256 * MIB, KERNEL),
                new Hop("page-cache", "native-buffer", Mover.CPU, GIB, ACCOUNTED),
                new Hop("native-buffer", "heap", Mover.CPU, GIB, MODELLED),
                new Hop("heap", "native-buffer", Mover.CPU, GIB, MODELLED),
                new Hop("native-buffer", "socket-buffer", Mover.CPU, GIB, ACCOUNTED),
                new Hop("socket-buffer", "loopback", Mover.NONE, GIB, KERNEL)))
        .evidence(new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL))
        .advice(UNKNOWN)
        .build();
  }

  private static Route sendfile() {
    return RouteBuilder.builder()
        .site("com.acme.Download.transfer(Download.java:141)")
        .strategy("sendfile")
        .operations(List.of("FileChannel.transferTo"))
        .sizeClass("64MiB-256MiB")
        .target("socket")
        .device("vda")
        .filesystem("ext4")
        .netdev("eth0")
        .file("/srv/files/b")
        .transfers(12)
        .calls(14)
        .fileBytes(900 * MIB)
        .cacheHitBytes(900 * MIB)
        .dmaBytes(900 * MIB)
        .systemCalls(28)
        .modeSwitches(56)
        .hops(
            List.of(
                new Hop("page-cache", "socket-buffer", Mover.NONE, 900 * MIB, KERNEL),
                new Hop("socket-buffer", "nic", Mover.DMA, 900 * MIB, KERNEL)))
        .evidence(new RouteEvidence(KERNEL, KERNEL, KERNEL, MODELLED, KERNEL))
        .lineage(Lineage.EXACT.via("org.apache.commons.io.IOUtils.copy(IOUtils.java:1103)"))
        .advice(UNKNOWN)
        .build();
  }

  private static Route mapped() {
    return RouteBuilder.builder()
        .site("com.acme.search.Index$Segment.open(Index.java:207)")
        .strategy("mmap-write")
        .operations(List.of("FileChannel.map", "SocketChannel.write"))
        .sizeClass("16MiB-64MiB")
        .target("socket")
        .device("loop3")
        .filesystem("xfs")
        .netdev("lo")
        .file("/srv/index/7")
        .transfers(3)
        .calls(99)
        .fileBytes(600 * MIB)
        .cacheHitBytes(590 * MIB)
        .stalledBytes(10 * MIB)
        .stalledNanos(42_000_000)
        .cpuCopiedBytes(610 * MIB)
        .systemCalls(99)
        .modeSwitches(198)
        .majorFaults(160)
        .minorFaults(2400)
        .hops(
            List.of(
                new Hop("device", "page-cache", Mover.CPU, 10 * MIB, KERNEL),
                new Hop("page-cache", "mapping", Mover.NONE, 600 * MIB, MODELLED),
                new Hop("mapping", "socket-buffer", Mover.CPU, 600 * MIB, ACCOUNTED),
                new Hop("socket-buffer", "loopback", Mover.NONE, 600 * MIB, KERNEL)))
        .evidence(new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL))
        .advice(UNKNOWN)
        .build();
  }

  private static Route direct() {
    return RouteBuilder.builder()
        .site("com.acme.Backup.scan(Backup.java:61)")
        .strategy("direct")
        .operations(List.of("FileChannel.read(DIRECT)"))
        .sizeClass("256MiB-1GiB")
        .target("memory")
        .device("vda")
        .filesystem("ext4")
        .file("/srv/files/c")
        .transfers(1)
        .calls(548)
        .fileBytes(548 * MIB)
        .stalledNanos(810_000_000)
        .dmaBytes(548 * MIB)
        .directBytes(548 * MIB)
        .systemCalls(548)
        .modeSwitches(1096)
        .hops(List.of(new Hop("device", "direct-buffer", Mover.DMA, 548 * MIB, KERNEL)))
        .evidence(new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL))
        .advice(UNKNOWN)
        .build();
  }

  private static Route header() {
    return RouteBuilder.builder()
        .site("com.acme.Download.header(Download.java:30)")
        .strategy("write")
        .operations(List.of("SocketChannel.write"))
        .sizeClass("unknown")
        .target("socket")
        .netdev("lo")
        .calls(1024)
        .cpuCopiedBytes(160 * KIB)
        .jvmCopiedBytes(160 * KIB)
        .systemCalls(1024)
        .modeSwitches(2048)
        .hops(
            List.of(
                new Hop("heap", "native-buffer", Mover.CPU, 160 * KIB, MODELLED),
                new Hop("native-buffer", "socket-buffer", Mover.CPU, 160 * KIB, ACCOUNTED)))
        .evidence(new RouteEvidence(KERNEL, KERNEL, ACCOUNTED, MODELLED, KERNEL))
        .advice(UNKNOWN)
        .build();
  }
}
