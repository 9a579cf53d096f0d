package io.bytetrail.collector.path;

import static io.bytetrail.collector.report.EvidenceKind.ACCOUNTED;
import static io.bytetrail.collector.report.EvidenceKind.MODELLED;

import java.util.List;

/**
 * The accounted rung: who read from the device. Direct reads did for certain; of calls that were
 * sampled it is estimated; the rest of the process's device reads is shared out over the other
 * buffered reads, and mappings, in proportion to their bytes. On the other rungs every share is 0.
 */
final class DeviceShares {
  private final boolean accounted;
  private final long most;
  private final double bufferedShare;

  DeviceShares(List<Chain> chains, Setting setting) {
    this.accounted = setting.rung() == Rung.ACCOUNTED;
    this.most = setting.deviceReadBytes();
    long known = 0;
    long buffered = 0;
    for (Chain chain : chains) {
      if (chain.readsFile()) {
        if (chain.isDirectIo()) {
          known += chain.readBytes();
        } else if (isSampled(chain)) {
          known += SampledReads.of(chain.head().samples(), most).deviceReadBytes();
        } else {
          buffered += chain.readBytes();
        }
      }
    }
    long left = Math.max(0, most - known);
    this.bufferedShare = buffered == 0 ? 0 : Math.min(1.0, (double) left / buffered);
  }

  /** What a mapping costs is not in the call that makes it. */
  static boolean isSampled(Chain chain) {
    return chain.readsFile() && !chain.isMapped() && chain.head().samples().calls() > 0;
  }

  /** What this chain is taken to have read from the device. */
  Accounted of(Chain chain) {
    if (!accounted || !chain.readsFile()) {
      return Accounted.NONE;
    }
    if (chain.isDirectIo()) {
      return new Accounted(chain.readBytes(), MODELLED);
    }
    return isSampled(chain)
        ? new Accounted(SampledReads.of(chain.head().samples(), most).deviceReadBytes(), ACCOUNTED)
        : new Accounted(Math.round(chain.readBytes() * bufferedShare), MODELLED);
  }
}
