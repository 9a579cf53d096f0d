package io.bytetrail.collector.path;

import java.util.List;

/**
 * The accounted rung's guess of who read from the device: direct reads did for certain; the rest of
 * the process's device reads is shared out over its buffered reads in proportion to their bytes. On
 * the other rungs every share is 0.
 */
final class DeviceShares {
  private final boolean accounted;
  private final double bufferedShare;

  DeviceShares(List<Chain> chains, Setting setting) {
    this.accounted = setting.rung() == Rung.ACCOUNTED;
    long direct = 0;
    long buffered = 0;
    for (Chain chain : chains) {
      if (chain.readsFile()) {
        if (chain.isDirectIo()) {
          direct += chain.readBytes();
        } else {
          buffered += chain.readBytes();
        }
      }
    }
    long left = Math.max(0, setting.deviceReadBytes() - direct);
    this.bufferedShare = buffered == 0 ? 0 : Math.min(1.0, (double) left / buffered);
  }

  /** Bytes this chain is taken to have read from the device; at most those it read. */
  long of(Chain chain) {
    if (!accounted || !chain.readsFile()) {
      return 0;
    }
    return chain.isDirectIo() ? chain.readBytes() : Math.round(chain.readBytes() * bufferedShare);
  }
}
