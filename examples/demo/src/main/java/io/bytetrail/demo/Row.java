package io.bytetrail.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One row of the strategy table, and of {@code strategies.json}. Calls and switches are for a pass;
 * copies are bytes moved ÷ bytes of the file; bytes are of all passes together.
 *
 * @param systemCallsEvidence how the calls are known: {@code KERNEL} or {@code MODELLED}
 */
record Row(
    String strategy,
    long sizeBytes,
    String cache,
    int passes,
    double systemCalls,
    double modeSwitches,
    double cpuCopies,
    double jvmCopies,
    double dmaCopies,
    CopyStrategy.Textbook textbook,
    String systemCallsEvidence,
    long fileBytes,
    long cacheHitBytes,
    long readAheadBytes,
    long stalledBytes,
    long directBytes,
    long dmaBytes) {

  static Row of(Phase phase, Counts counts) {
    double file = counts.fileBytes();
    return new Row(
        phase.strategy().label(),
        phase.sizeBytes(),
        phase.cache().label(),
        phase.passes(),
        (double) counts.systemCalls() / phase.passes(),
        (double) counts.modeSwitches() / phase.passes(),
        counts.cpuCopiedBytes() / file,
        counts.jvmCopiedBytes() / file,
        counts.dmaBytes() / file,
        phase.strategy().textbook(phase.sizeBytes(), phase.cache()),
        counts.evidence(),
        counts.fileBytes(),
        counts.cacheHitBytes(),
        counts.readAheadBytes(),
        counts.stalledBytes(),
        counts.directBytes(),
        counts.dmaBytes());
  }

  /** DMA copies by the book without the NIC, which loopback has none of. */
  @JsonIgnore
  double textbookDeviceCopies() {
    return textbook.dmaCopies() - textbook.nicDmaCopies();
  }
}
