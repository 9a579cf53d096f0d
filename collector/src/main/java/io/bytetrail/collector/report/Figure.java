package io.bytetrail.collector.report;

import java.util.Optional;

/**
 * A number as people read it, and how it is known.
 *
 * @param value without a unit where the heading has it; {@code –} where there is nothing to tell,
 *     {@code ?} where nobody knows
 * @param evidence empty where there is no number
 */
public record Figure(String value, Optional<EvidenceKind> evidence) {
  static final Figure NONE = new Figure("–", Optional.empty());
  static final Figure UNKNOWN = new Figure("?", Optional.empty());

  static Figure of(String value, EvidenceKind evidence) {
    return evidence == EvidenceKind.UNKNOWN ? UNKNOWN : new Figure(value, Optional.of(evidence));
  }

  /** {@code K}, {@code A}, {@code M}, or nothing. */
  public String mark() {
    return evidence.map(Page::mark).orElse("");
  }

  /** {@code 2.00 A}; as wide without a mark, for columns. */
  @Override
  public String toString() {
    return value + " " + evidence.map(Page::mark).orElse(" ");
  }
}
