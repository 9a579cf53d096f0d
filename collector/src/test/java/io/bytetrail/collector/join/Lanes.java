package io.bytetrail.collector.join;

import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;

/** Lanes for tests. */
public final class Lanes {
  /** {@code /dev/vda}'s number on a machine with virtio disks. */
  public static final int VDA = 254 << 20;

  public static final int LOOP0 = 7 << 20;
  public static final int LOOPBACK = 1;

  private Lanes() {}

  public static LaneFacts lane(
      int id, Operation operation, int upstream, long calls, long bytes, KernelCounts kernel) {
    return new LaneFacts(
        id,
        "com.acme.Download.send(Download.java:88)",
        "",
        operation,
        SizeClass.FROM_1_MIB,
        upstream,
        0,
        "/srv/files/a",
        calls,
        bytes,
        Math.max(1, calls / 16),
        0,
        bytes * operation.jvmCopies(),
        0,
        0,
        0,
        kernel);
  }

  /** Counts of a lane, from pairs of a counter and its value. */
  public static KernelCounts kernel(int block, int net, Object... pairs) {
    KernelCounts counts = KernelCounts.NONE.at(block, block, net, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      counts = counts.with((KernelCounter) pairs[i], ((Number) pairs[i + 1]).longValue());
    }
    return counts;
  }
}
