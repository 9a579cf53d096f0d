package io.bytetrail.collector.surface;

import java.util.List;

/**
 * What the drivers did.
 *
 * @param rows one a driver, in the table's order
 * @param jfrMissing why no recording was made; empty when one was
 */
record Driven(List<Driven.Operation> rows, String jfrMissing) {
  /**
   * One driver's.
   *
   * @param site what the site of everything it did begins with
   * @param moved what it says it moved
   * @param absent why this JDK or machine does not have the operation; empty where it has
   * @param failure what went wrong; empty where nothing did
   * @param unseenWhy why it can't be seen on this JDK; empty where it can
   */
  record Operation(
      String operation,
      String family,
      String site,
      Moved moved,
      String absent,
      String failure,
      String unseenWhy) {}
}
