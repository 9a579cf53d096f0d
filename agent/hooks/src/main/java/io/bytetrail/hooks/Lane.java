package io.bytetrail.hooks;

import static io.bytetrail.ledger.LedgerDescriptor.LANE_WORD_ID_MASK;

import io.bytetrail.hooks.Installation.Constants;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerWriter;
import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Kind;
import io.bytetrail.ledger.SizeClass;
import java.util.Arrays;

/** A lane of the ledger, with the lanes that write what it has read. */
final class Lane {
  private static final int[][] FREE_CELLS = new int[LANE_WORD_ID_MASK + 1][];
  private static final int[] FREE_COUNTS = new int[LANE_WORD_ID_MASK + 1];
  private static final Lane[] NONE = {};

  final int id;

  /** How it is joined to its upstream: the bits of {@link Link}. */
  final int link;

  /** What the slot holds within the lane, but for the transfer. */
  final long word;

  /** The cell that every thread may add to, from the ledger's beginning on. */
  final int sharedCell;

  /** Its samples, likewise. */
  final int samples;

  /** How many of its first calls have been chosen for those, about. */
  int chosen;

  final Operation operation;

  /** What fills the buffers that this lane writes; null when that is not known. */
  final Operation upstream;

  /** Whether a file is at either end; else it is a socket's or a pipe's own traffic. */
  final boolean movesFileBytes;

  private final Origin origin;
  private final Lane[] downstream;

  /** The same for links that are not by identity; by link, then by operation. */
  private final Lane[][] linked;

  /** The lanes that store in files what it has received; under the lock. */
  private Lane[] stores = NONE;

  /** The lane whose bytes it stores; null for all others. */
  private final Lane received;

  /** How many writes have been found to be copies of what it read, about. */
  int guesses;

  /** How often its bytes were searched for in vain since they were last found, about. */
  int misses;

  private Lane(
      int id, Operation operation, Origin origin, int link, Operation upstream, Lane received) {
    this.id = id;
    this.received = received;
    this.link = link;
    this.origin = origin;
    this.operation = operation;
    this.upstream = upstream;
    movesFileBytes =
        upstream != null
            || operation.kind() == Kind.TRANSFER
            || operation.endpoint() == Operation.Endpoint.FILE;
    boolean reads = operation.kind() == Kind.READ || operation.kind() == Kind.MAP;
    word = LedgerDescriptor.laneWord(id, operation, 0);
    sharedCell = Constants.WRITER.sharedCell(id);
    samples = Constants.WRITER.samples(id);
    downstream = reads ? new Lane[Operation.CODES] : null;
    linked = reads ? new Lane[Link.LINKS][] : null;
  }

  /**
   * The lane of an operation on files of this origin; null while it may have none: {@link Gate}.
   */
  static Lane of(Origin origin, Lane[] lanes, Operation operation, OpenFile file) {
    Lane lane = lanes[operation.code()];
    if (lane != null) {
      return lane;
    }
    return Gate.admits(origin.site, operation)
        ? make(origin, lanes, operation, null, 0, file.pathText())
        : null;
  }

  /** The lane of an operation that writes what this lane has read. */
  Lane downstream(Operation operation, int link) {
    Lane[] lanes = link == 0 ? downstream : linked(link);
    Lane lane = lanes[operation.code()];
    return lane != null ? lane : make(origin, lanes, operation, this, link, "");
  }

  private Lane[] linked(int link) {
    if (linked[link] == null) {
      Installation.LOCK.lock();
      if (linked[link] == null) {
        linked[link] = new Lane[Operation.CODES];
      }
      Installation.LOCK.unlock();
    }
    return linked[link];
  }

  /** Whether it takes bytes from a file: else from a socket or a pipe. */
  boolean readsFile() {
    return operation.endpoint() == Operation.Endpoint.FILE;
  }

  /** Whether it is the lane of such writes, of what that lane has received. */
  boolean stores(Lane received, int link, Operation operation) {
    return this.received == received && this.link == link && this.operation == operation;
  }

  /** The lane of an operation that writes what this one has received to files of that origin. */
  Lane stored(Origin files, Operation operation, int link, String path) {
    Installation.LOCK.lock();
    try {
      for (Lane lane : stores) {
        if (lane.origin == files && lane.stores(this, link, operation)) {
          return lane;
        }
      }
      int to = files.site.id;
      int lane = Constants.WRITER.addLane(to, operation, files.sizeClass, id, link, path);
      Lane made = new Lane(lane, operation, files, link, this.operation, this);
      stores = Arrays.copyOf(stores, stores.length + 1);
      stores[stores.length - 1] = made;
      return made;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  private static Lane make(
      Origin origin, Lane[] lanes, Operation operation, Lane upstream, int link, String path) {
    Installation.LOCK.lock();
    try {
      int index = operation.code();
      if (lanes[index] == null) {
        int id =
            Constants.WRITER.addLane(
                origin.site.id,
                operation,
                origin.sizeClass,
                upstream == null ? 0 : upstream.id,
                upstream == null ? origin.refusal : link,
                path);
        Operation before = upstream == null ? null : upstream.operation;
        lanes[index] = new Lane(id, operation, origin, link, before, null);
      }
      return lanes[index];
    } finally {
      Installation.LOCK.unlock();
    }
  }

  Site site() {
    return origin.site;
  }

  SizeClass sizeClass() {
    return origin.sizeClass;
  }

  /** Whether it passes on what comes from elsewhere: one transfer at a time to each target. */
  boolean isOutgoing() {
    return upstream != null || operation.kind() == Kind.TRANSFER;
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
}
