package io.bytetrail.collector.path;

import static io.bytetrail.collector.report.EvidenceKind.ACCOUNTED;
import static io.bytetrail.collector.report.EvidenceKind.KERNEL;
import static io.bytetrail.collector.report.EvidenceKind.MODELLED;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.ProbeRecord.Part;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.Mover;
import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The hops of one chain, in the order the bytes take them. Hops that moved nothing are left out, so
 * that a hot route begins in the page cache.
 *
 * <p>Bytes of a hop between the kernel and the JVM are the results of the calls; bytes of a hop to
 * or from a device, and which fragments left by reference, are what the kernel saw.
 */
final class CopyPath {
  private static final String DEVICE = "device";
  private static final String PAGE_CACHE = "page-cache";
  private static final String NATIVE_BUFFER = "native-buffer";
  private static final String DIRECT_BUFFER = "direct-buffer";
  private static final String MAPPING = "mapping";
  private static final String HEAP = "heap";
  private static final String SOCKET_BUFFER = "socket-buffer";
  private static final String PIPE_BUFFER = "pipe-buffer";
  private static final String BOUNCE_BUFFER = "bounce-buffer";
  private static final String FRAME = "frame";

  private final Chain chain;
  private final Setting setting;
  private final BlockDevice block;
  private final NetDevice net;
  private final Accounted accounted;
  private final List<Hop> hops = new ArrayList<>();
  private long jvmCopied;

  /**
   * Builds it.
   *
   * @param accounted what it had of the device on the accounted rung
   */
  CopyPath(Chain chain, Setting setting, BlockDevice block, NetDevice net, Accounted accounted) {
    this.chain = chain;
    this.setting = setting;
    this.block = block;
    this.net = net;
    this.accounted = accounted;
    if (chain.head() != null) {
      bringIn(chain.head());
      copyOn(chain.head());
    }
    if (chain.tail() != null) {
      copyByApplication();
      passOn(chain.tail());
    }
    leave();
  }

  List<Hop> hops() {
    return List.copyOf(hops);
  }

  long dmaBytes() {
    return movedBy(Mover.DMA);
  }

  /** Copied by the CPU inside the kernel. */
  long kernelCopiedBytes() {
    return movedBy(Mover.CPU) - jvmCopied;
  }

  /** Of those: counted, but for what an inferred link implies. */
  EvidenceKind jvmEvidence() {
    return chain.head() != null && chain.tail() != null && Link.isInferred(chain.tail().link())
        ? MODELLED
        : ACCOUNTED;
  }

  long jvmCopiedBytes() {
    return jvmCopied;
  }

  private long movedBy(Mover mover) {
    return hops.stream().filter(hop -> hop.mover() == mover).mapToLong(Hop::bytes).sum();
  }

  private void bringIn(LaneFacts head) {
    Operation operation = head.operation();
    switch (operation.kind()) {
      case READ -> {
        if (operation.endpoint() != Operation.Endpoint.FILE) {
          read(buffer(operation), head);
        } else if (operation.isDirectIo()) {
          readPastCache(head);
        } else {
          fillPageCache();
          read(PAGE_CACHE, head);
        }
      }
      case MAP -> {
        fillPageCache();
        hop(PAGE_CACHE, MAPPING, Mover.NONE, chain.readBytes(), MODELLED);
      }
      case TRANSFER -> {
        fillPageCache();
        transfer(head);
      }
      case WRITE, OTHER -> {}
    }
  }

  private void fillPageCache() {
    if (setting.rung() == Rung.KERNEL) {
      fromDevice(PAGE_CACHE, chain.kernel(KernelCounter.READ_SUBMITTED_BYTES));
    } else {
      Mover mover = block.deviceClass().mover();
      hop(DEVICE, PAGE_CACHE, mover, accounted.bytes(), accounted.evidence());
    }
  }

  /** A device that cannot reach the pages moves to memory it can reach; the CPU does the rest. */
  private void fromDevice(String to, long bytes) {
    long bounced = Math.min(bytes, chain.kernel(KernelCounter.BOUNCED_BYTES));
    hop(DEVICE, to, block.deviceClass().mover(), bytes - bounced, KERNEL);
    hop(DEVICE, BOUNCE_BUFFER, block.deviceClass().mover(), bounced, KERNEL);
    hop(BOUNCE_BUFFER, to, Mover.CPU, bounced, KERNEL);
  }

  private void read(String from, LaneFacts head) {
    boolean heap = head.operation().buffer() == Buffer.HEAP;
    hop(from, heap ? NATIVE_BUFFER : DIRECT_BUFFER, Mover.CPU, head.bytes(), ACCOUNTED);
    if (heap) {
      jvmHop(NATIVE_BUFFER, HEAP, head.jvmCopiedBytes());
    }
  }

  private void readPastCache(LaneFacts head) {
    boolean seen = setting.rung() == Rung.KERNEL;
    if (seen) {
      fromDevice(DIRECT_BUFFER, chain.kernel(KernelCounter.DIRECT_READ_SUBMITTED_BYTES));
    } else {
      Mover mover = block.deviceClass().mover();
      hop(DEVICE, DIRECT_BUFFER, mover, accounted.bytes(), accounted.evidence());
    }
    // What the filesystem would not read directly went through the page cache all the same.
    long fellBack = seen ? chain.fellBackBytes() : 0;
    if (fellBack > 0) {
      fillPageCache();
      hop(PAGE_CACHE, DIRECT_BUFFER, Mover.CPU, fellBack, KERNEL);
    }
    if (head.operation().buffer() == Buffer.HEAP) {
      jvmHop(DIRECT_BUFFER, HEAP, head.jvmCopiedBytes());
    }
  }

  private void transfer(LaneFacts head) {
    if (head.operation().endpoint() == Operation.Endpoint.FILE) {
      // copy_file_range(2) and sendfile(2) between files copy page to page on most filesystems.
      hop(PAGE_CACHE, PAGE_CACHE, Mover.CPU, head.bytes(), MODELLED);
      return;
    }
    if (head.operation().endpoint() == Operation.Endpoint.PIPE) {
      // sendfile(2) splices: a pipe takes pages by reference.
      hop(PAGE_CACHE, PIPE_BUFFER, Mover.NONE, head.bytes(), MODELLED);
      return;
    }
    long copied = Math.min(chain.kernel(KernelCounter.EGRESS_COPIED_BYTES), head.bytes());
    boolean seen = egressBytes() > 0 && !setting.shed().contains(Part.EGRESS);
    EvidenceKind evidence = seen ? KERNEL : MODELLED;
    hop(PAGE_CACHE, SOCKET_BUFFER, Mover.NONE, head.bytes() - copied, evidence);
    hop(PAGE_CACHE, SOCKET_BUFFER, Mover.CPU, copied, evidence);
  }

  /** What the JDK copied from the buffer of the read to another, as its buffered streams do. */
  private void copyOn(LaneFacts head) {
    jvmHop(station(head.operation()), HEAP, head.bufferCopiedBytes());
  }

  /** An inferred link is one that a copy is behind, made by the application or a library. */
  private void copyByApplication() {
    int link = chain.tail().link();
    if (chain.head() != null && Link.isInferred(link) && !Link.isTransformed(link)) {
      String from = station(chain.head().operation());
      String to = station(chain.tail().operation());
      hop(from, to, Mover.CPU, chain.tail().bytes(), MODELLED);
      jvmCopied += chain.tail().bytes();
    }
  }

  private static String station(Operation operation) {
    return operation.buffer() == Buffer.HEAP ? HEAP : DIRECT_BUFFER;
  }

  private void passOn(LaneFacts tail) {
    Operation operation = tail.operation();
    if (operation.kind() != Operation.Kind.WRITE) {
      return;
    }
    String to = buffer(operation);
    if (operation.isDirectIo()) {
      to = DEVICE;
    }
    String from =
        switch (operation.buffer()) {
          case HEAP -> {
            jvmHop(HEAP, NATIVE_BUFFER, tail.jvmCopiedBytes());
            yield NATIVE_BUFFER;
          }
          case MAPPED -> MAPPING;
          case DIRECT, NONE -> DIRECT_BUFFER;
        };
    if (operation.isDirectIo()) {
      boolean seen = setting.rung() == Rung.KERNEL;
      long direct = seen ? chain.kernel(KernelCounter.DIRECT_WRITE_SUBMITTED_BYTES) : tail.bytes();
      hop(from, to, block.deviceClass().mover(), direct, seen ? KERNEL : MODELLED);
    } else {
      hop(from, to, Mover.CPU, tail.bytes(), ACCOUNTED);
    }
  }

  /** What the kernel keeps bytes in at that end. */
  private static String buffer(Operation operation) {
    return switch (operation.endpoint()) {
      case SOCKET -> SOCKET_BUFFER;
      case PIPE -> PIPE_BUFFER;
      case FILE, NONE -> PAGE_CACHE;
    };
  }

  private void leave() {
    // By whatever thread; through a mapping, too.
    long written = chain.kernel(KernelCounter.WRITTEN_BACK_BYTES);
    hop(PAGE_CACHE, DEVICE, block.deviceClass().mover(), written, KERNEL);
    String from = linearise();
    switch (net.kind()) {
      case LOOPBACK -> hop(from, "loopback", Mover.NONE, egressBytes(), KERNEL);
      case PHYSICAL -> hop(from, "nic", Mover.DMA, egressBytes(), KERNEL);
      case VETH, BRIDGE, VIRTUAL -> hop(from, "virtual-nic", Mover.NONE, egressBytes(), KERNEL);
      case UNKNOWN -> hop(from, "nic", Mover.UNKNOWN, egressBytes(), KERNEL);
    }
  }

  /**
   * Where the device takes the bytes from. Of a transfer, what was copied into one piece is the
   * copy that was to be avoided, and is told as that.
   */
  private String linearise() {
    long linearised = chain.kernel(KernelCounter.LINEARISED_BYTES);
    if (linearised == 0 || chain.isTransfer()) {
      return SOCKET_BUFFER;
    }
    hop(SOCKET_BUFFER, FRAME, Mover.CPU, linearised, KERNEL);
    return FRAME;
  }

  private long egressBytes() {
    return chain.kernel(KernelCounter.EGRESS_COPIED_BYTES)
        + chain.kernel(KernelCounter.EGRESS_REFERENCED_BYTES);
  }

  private void jvmHop(String from, String to, long bytes) {
    hop(from, to, Mover.CPU, bytes, ACCOUNTED);
    jvmCopied += bytes;
  }

  private void hop(String from, String to, Mover mover, long bytes, EvidenceKind evidence) {
    if (bytes > 0) {
      hops.add(new Hop(from, to, mover, bytes, evidence));
    }
  }
}
