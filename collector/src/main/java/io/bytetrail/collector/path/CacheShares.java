package io.bytetrail.collector.path;

import static io.bytetrail.collector.report.EvidenceKind.KERNEL;
import static io.bytetrail.collector.report.EvidenceKind.MODELLED;
import static io.bytetrail.collector.report.EvidenceKind.UNKNOWN;

import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.ProbeRecord.Part;
import io.bytetrail.collector.report.EvidenceKind;

/**
 * Where the bytes a chain read from a file were before.
 *
 * <p>A hit is a byte that was resident before the chain asked for it: what it read, less what was
 * read ahead for it, less what it waited for. The kernel counts the latter two in whole pages, so
 * for reads smaller than a page both are cut at what was read.
 */
record CacheShares(long hitBytes, long readAheadBytes, long stalledBytes, EvidenceKind evidence) {

  static CacheShares of(Chain chain, Setting setting, Accounted accounted) {
    long read = chain.readBytes();
    if (setting.rung() == Rung.MODELLED || read == 0) {
      return new CacheShares(0, 0, 0, read == 0 ? evidence(setting) : UNKNOWN);
    }
    if (setting.rung() == Rung.ACCOUNTED) {
      // What is read ahead and never asked for is no file byte.
      return new CacheShares(Math.max(0, read - accounted.bytes()), 0, 0, accounted.evidence());
    }
    if (!chain.isDirectIo() && !(chain.isMapped() ? setting.seesFaults() : setting.seesLookups())) {
      return new CacheShares(0, 0, 0, UNKNOWN);
    }
    long buffered = chain.isDirectIo() ? chain.fellBackBytes() : read;
    long stalled = Math.min(chain.kernel(KernelCounter.STALLED_BYTES), buffered);
    long readAhead = Math.min(chain.kernel(KernelCounter.READ_AHEAD_BYTES), buffered - stalled);
    // A filesystem that lives in memory, like tmpfs, looks nothing up: its hits are not seen.
    boolean seen =
        chain.isMapped()
            ? !setting.shed().contains(Part.MAPPED_FAULTS)
            : chain.isDirectIo() || chain.kernel(KernelCounter.LOOKUPS) > 0;
    return new CacheShares(
        buffered - stalled - readAhead, readAhead, stalled, seen ? KERNEL : MODELLED);
  }

  private static EvidenceKind evidence(Setting setting) {
    return setting.rung() == Rung.KERNEL ? KERNEL : MODELLED;
  }
}
