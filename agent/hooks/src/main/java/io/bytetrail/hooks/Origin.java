package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;

/** What all files opened at one site with sizes of one class have in common: their lanes. */
final class Origin {
  final Site site;
  final SizeClass sizeClass;
  private final Lane[] lanes = new Lane[Operation.CODES];

  Origin(Site site, SizeClass sizeClass) {
    this.site = site;
    this.sizeClass = sizeClass;
  }

  Lane lane(Operation operation, OpenFile file) {
    return Lane.of(this, lanes, operation, file);
  }
}
