package io.bytetrail.collector.path;

import io.bytetrail.collector.report.EvidenceKind;

/**
 * What a chain had of the device on the accounted rung.
 *
 * @param bytes read from it; 0 on the other rungs
 * @param evidence {@code ACCOUNTED} when its calls were sampled, {@code MODELLED} when it is a
 *     share of the process's total
 */
record Accounted(long bytes, EvidenceKind evidence) {
  static final Accounted NONE = new Accounted(0, EvidenceKind.MODELLED);
}
