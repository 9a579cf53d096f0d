package io.bytetrail.hooks;

import static io.bytetrail.ledger.LedgerDescriptor.LANE_WORD_ID_MASK;

import io.bytetrail.hooks.Installation.Constants;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerWriter;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Kind;
import java.util.Arrays;

/** A lane of the ledger, with the lanes that write what it has read. */
final class Lane {
  private static final int[][] FREE_CELLS = new int[LANE_WORD_ID_MASK + 1][];
  private static final int[] FREE_COUNTS = new int[LANE_WORD_ID_MASK + 1];

  final int id;

  /** What the slot holds within the lane, but for the transfer. */
  final long word;

  /** The cell that every thread may add to, from the ledger's beginning on. */
  final int sharedCell;

  private final Origin origin;
  private final Lane[] downstream;

  private Lane(int id, Operation operation, Origin origin) {
    this.id = id;
    this.origin = origin;
    boolean reads = operation.kind() == Kind.READ || operation.kind() == Kind.MAP;
    word = LedgerDescriptor.laneWord(id, writesFile(operation), 0);
    sharedCell = Constants.WRITER.sharedCell(id);
    downstream = reads ? new Lane[Operation.CODES] : null;
  }

  /** The lane of an operation on files of this origin. */
  static Lane of(Origin origin, Lane[] lanes, Operation operation, OpenFile file) {
    Lane lane = lanes[operation.code()];
    return lane != null ? lane : make(origin, lanes, operation, 0, file.pathText());
  }

  /** The lane of an operation that writes what this lane has read. */
  Lane downstream(Operation operation) {
    Lane lane = downstream[operation.code()];
    return lane != null ? lane : make(origin, downstream, operation, id, "");
  }

  private static Lane make(
      Origin origin, Lane[] lanes, Operation operation, int upstream, String path) {
    Installation.LOCK.lock();
    try {
      int index = operation.code();
      if (lanes[index] == null) {
        int id =
            Constants.WRITER.addLane(
                origin.site.id, operation, origin.sizeClass, upstream, 0, path);
        lanes[index] = new Lane(id, operation, origin);
      }
      return lanes[index];
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** A cell for one thread, from the ledger's beginning on; or {@link LedgerWriter#NO_CELL}. */
  int claimCell() {
    Installation.LOCK.lock();
    try {
      if (FREE_COUNTS[id] > 0) {
        return FREE_CELLS[id][--FREE_COUNTS[id]];
      }
      return Constants.WRITER.claimCell(id);
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** Takes a cell back from a thread that has ended, for another one in the same lane. */
  static void giveBack(int id, int cell) {
    Installation.LOCK.lock();
    try {
      int count = FREE_COUNTS[id];
      if (FREE_CELLS[id] == null) {
        FREE_CELLS[id] = new int[4];
      } else if (count == FREE_CELLS[id].length) {
        FREE_CELLS[id] = Arrays.copyOf(FREE_CELLS[id], 2 * count);
      }
      FREE_CELLS[id][count] = cell;
      FREE_COUNTS[id] = count + 1;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** Forgets the cells of a ledger that is no more; under the lock. */
  static void forgetCells() {
    Arrays.fill(FREE_CELLS, null);
    Arrays.fill(FREE_COUNTS, 0);
  }

  /** Pages that such a call puts in the page cache of the lane's own file are no read misses. */
  private static boolean writesFile(Operation operation) {
    return operation.kind() == Kind.WRITE && operation.endpoint() == Operation.Endpoint.FILE;
  }
}
