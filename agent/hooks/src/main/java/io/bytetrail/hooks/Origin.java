package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;

/** What all files opened at one site with sizes of one class have in common: their lanes. */
final class Origin {
  final Site site;
  final SizeClass sizeClass;

  /** Why zero-copy was refused, as the lanes' {@code link} has it; 0 when it was not. */
  final int refusal;

  private final Lane[] lanes = new Lane[Operation.CODES];

  Origin(Site site, SizeClass sizeClass, int refusal) {
    this.site = site;
    this.sizeClass = sizeClass;
    this.refusal = refusal;
  }

  /** Null while there may be none: {@link Gate}. */
  Lane lane(Operation operation, OpenFile file) {
    return Lane.of(this, lanes, operation, file);
  }
}
