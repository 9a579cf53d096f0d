package io.bytetrail.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One row of the strategy table, and of {@code strategies.json}. Calls and switches are for a pass;
 * copies are bytes moved ÷ bytes of the file; bytes are of all passes together.
 *
 * <p>Where no route's share of the device's bytes is known, the process's is the phase's, since
 * nothing else runs meanwhile; then {@code dmaBytes} is {@code processReadBytes}.
 *
 * @param systemCallsEvidence how the calls are known: {@code KERNEL} or {@code MODELLED}
 * @param dmaEvidence how the DMA copies are known: {@code KERNEL} or {@code ACCOUNTED}
 * @param processReadBytes what {@code /proc} says the process fetched from devices meanwhile: a
 *     witness of {@code dmaBytes}; -1 when it may not be read
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
    String dmaEvidence,
    long fileBytes,
    long cacheHitBytes,
    long readAheadBytes,
    long stalledBytes,
    long directBytes,
    long dmaBytes,
    long processReadBytes) {

  static Row of(Phase phase, Counts counts, long processReadBytes) {
    double file = counts.fileBytes();
    boolean seen = counts.deviceEvidence().equals("KERNEL") || processReadBytes < 0;
    long dma = seen ? counts.dmaBytes() : processReadBytes;
    return new Row(
        phase.strategy().label(),
        phase.sizeBytes(),
        phase.cache().label(),
        phase.passes(),
        (double) counts.systemCalls() / phase.passes(),
        (double) counts.modeSwitches() / phase.passes(),
        counts.cpuCopiedBytes() / file,
        counts.jvmCopiedBytes() / file,
        dma / file,
        phase.strategy().textbook(phase.sizeBytes(), phase.cache()),
        counts.callsEvidence(),
        seen ? counts.deviceEvidence() : "ACCOUNTED",
        counts.fileBytes(),
        counts.cacheHitBytes(),
        counts.readAheadBytes(),
        counts.stalledBytes(),
        counts.directBytes(),
        dma,
        processReadBytes);
  }

  /** DMA copies by the book without the NIC, which loopback has none of. */
  @JsonIgnore
  double textbookDeviceCopies() {
    return textbook.dmaCopies() - textbook.nicDmaCopies();
  }
}
