package io.bytetrail.ledger;

import java.util.List;
import java.util.Optional;

/**
 * A ledger as it was when it was read; immutable.
 *
 * @param pid of the process, as its own pid namespace has it
 * @param state one of {@link LedgerDescriptor}'s {@code STATE_} numbers
 * @param startMillis when the JVM started, milliseconds since the epoch
 * @param slotAddress of the thread slots in the process
 * @param slots how many there are: one for each thread id
 * @param pidNamespace inode of the process's pid namespace; 0 where it is not known
 * @param lanes every lane published, in the order of their ids; not necessarily without gaps
 * @param lostSites sites that found no room and are counted under "other"
 * @param lostLanes lanes that found no room and are counted in lane 1
 * @param lostCells cells that found no room: their lanes were counted in the shared cell
 * @param suppressed errors that the hooks kept from the application
 * @param firstError the first of them; empty when there was none
 * @param samplingNanos spent on sampling what calls have of the device
 * @param samplingReadBytes of {@code /proc}, read for that
 * @param skipped rows of the file that made no sense and were left out: 0 in a sound ledger
 */
public record LedgerSnapshot(
    int pid,
    int state,
    long startMillis,
    long slotAddress,
    int slots,
    long pidNamespace,
    String jvmVersion,
    String service,
    List<LaneSnapshot> lanes,
    long lostSites,
    long lostLanes,
    long lostCells,
    long suppressed,
    String firstError,
    long samplingNanos,
    long samplingReadBytes,
    int skipped) {
  public LedgerSnapshot {
    lanes = List.copyOf(lanes);
  }

  /** A ledger without sampling. */
  public LedgerSnapshot(
      int pid,
      int state,
      long startMillis,
      long slotAddress,
      int slots,
      long pidNamespace,
      String jvmVersion,
      String service,
      List<LaneSnapshot> lanes,
      long lostSites,
      long lostLanes,
      long lostCells,
      long suppressed,
      String firstError,
      int skipped) {
    this(
        pid,
        state,
        startMillis,
        slotAddress,
        slots,
        pidNamespace,
        jvmVersion,
        service,
        lanes,
        lostSites,
        lostLanes,
        lostCells,
        suppressed,
        firstError,
        0,
        0,
        skipped);
  }

  /** The lane with this id, if the ledger has it. */
  public Optional<LaneSnapshot> lane(int id) {
    return lanes.stream().filter(lane -> lane.id() == id).findFirst();
  }
}
