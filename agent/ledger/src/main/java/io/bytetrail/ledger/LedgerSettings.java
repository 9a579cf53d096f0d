package io.bytetrail.ledger;

import static io.bytetrail.ledger.LedgerDescriptor.FIRST_LANE;
import static io.bytetrail.ledger.LedgerDescriptor.LANE_WORD_ID_MASK;

/**
 * What a new ledger says about its process, and how many rows it has room for.
 *
 * @param pid as the process's own pid namespace has it
 * @param pidNamespace inode of that namespace; 0 where it could not be learned
 * @param startMillis when the JVM started, milliseconds since the epoch
 * @param service the service's name, as people know it
 * @param jvmVersion such as {@code 25.0.3}
 * @param sites room for sites, "other" included; at least 1
 * @param lanes room for lanes, the three fixed ones included
 * @param cells room for cells, one shared cell a lane included
 */
public record LedgerSettings(
    int pid,
    long pidNamespace,
    long startMillis,
    String service,
    String jvmVersion,
    int sites,
    int lanes,
    int cells) {
  /** Keeps the whole ledger below 2 GiB, which is what one Java buffer can map. */
  static final int MAX_SITES = 1 << 20;

  static final int MAX_CELLS = 1 << 23;

  public LedgerSettings {
    check("sites", sites, 1, MAX_SITES);
    check("lanes", lanes, FIRST_LANE, LANE_WORD_ID_MASK + 1);
    check("cells", cells, lanes, MAX_CELLS);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "a ledger's " + name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
