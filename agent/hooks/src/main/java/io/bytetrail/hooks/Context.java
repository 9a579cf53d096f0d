package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_BYTES_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_CALLS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_ERRORS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_JVM_COPIED_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_TRANSFERS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.LANE_BYTETRAIL;

import io.bytetrail.hooks.Installation.Constants;
import java.io.IOException;
import java.util.Arrays;

/**
 * One thread's part of the hooks: its slot, its cells, and the call it is in.
 *
 * <p>Only its own thread uses it, so nothing here is atomic but what is added to a shared cell. The
 * one exception is a virtual thread that entered a call on this carrier and left it on another; it
 * is noticed in {@link #leave} and counted in the shared cell.
 */
public final class Context {
  private static final long OUTSIDE = 0;
  private static final int TRANSFER_BLOCK = 1 << 10;
  private static final int FIRST_CELLS = 64;
  private static int nextTransferBlock;

  /** Never a virtual one. */
  Thread thread;

  private final long slot;

  /**
   * By lane: the address of this thread's cell, or the negated address of the shared one where no
   * other is to be had; 0 before the first count.
   */
  private long[] cells = new long[FIRST_CELLS];

  private boolean ended;
  private int lastTransfer = -1;

  // The call this thread is in.
  Lane lane;
  OpenFile file;
  Fill fill;

  /** What a gathering write copies from the heap. */
  long copied;

  private long word;
  private boolean began;

  // Where the last positional call of this thread ended.
  OpenFile lastFile;
  long lastEnd;

  /** Fills this thread has used last, so that a loop with one buffer needs no look-up. */
  Fill recent;

  Fill lessRecent;

  Context(int threadId) {
    boolean known = threadId >= 0 && threadId < Constants.SLOT_COUNT;
    // Without a thread id the kernel cannot find the slot, but the guard against nesting needs one.
    slot = known ? Constants.SLOTS + (long) threadId * Long.BYTES : Slots.allocate(1);
    // A dead thread of the same id may have left its own here, if it died inside a call.
    U.putLong(slot, OUTSIDE);
  }

  /** Whether this thread is inside a hooked call, or is one of bytetrail's own. */
  boolean isInside() {
    return U.getLong(slot) != OUTSIDE;
  }

  /** Puts what follows under bytetrail's own lane; returns what {@link #leaveOwn} restores. */
  long enterOwn() {
    long before = U.getLong(slot);
    U.putLong(slot, LANE_BYTETRAIL);
    return before;
  }

  void leaveOwn(long before) {
    U.putLong(slot, before);
  }

  /** The last thing done before the JDK's call: from here on the kernel files under the lane. */
  Context enter(OpenFile file, Lane lane, int transfer, boolean began) {
    this.file = file;
    this.lane = lane;
    this.began = began;
    word = lane.word | (long) transfer << Integer.SIZE;
    U.putLong(slot, word);
    return this;
  }

  /**
   * The first thing done after the JDK's call; counts it.
   *
   * @param bytes moved; anything below 0 stands for none
   * @param copied of the application's bytes, between the heap and native memory; a write copies
   *     all it was given, however few the kernel then takes
   * @return whether the call was one: it returned, or failed in the kernel
   */
  boolean leave(long bytes, long copied, Throwable thrown) {
    boolean moved = !Contexts.isCurrent(this);
    if (moved) {
      U.compareAndSetLong(null, slot, word, OUTSIDE);
    } else {
      U.putLong(slot, OUTSIDE);
    }
    if (thrown != null && !(thrown instanceof IOException)) {
      // An argument that the JDK refused: no system call was made.
      return false;
    }
    long cell = moved ? -lane.sharedCell : cell(lane);
    if (cell > 0) {
      add(cell + CELL_CALLS_OFFSET, 1);
      if (bytes > 0) {
        add(cell + CELL_BYTES_OFFSET, bytes);
      }
      if (copied > 0) {
        add(cell + CELL_JVM_COPIED_OFFSET, copied);
      }
      if (began) {
        add(cell + CELL_TRANSFERS_OFFSET, 1);
      }
      if (thrown != null) {
        add(cell + CELL_ERRORS_OFFSET, 1);
      }
    } else {
      countShared(-cell, Math.max(bytes, 0), Math.max(copied, 0), thrown != null);
    }
    return true;
  }

  /** Counts bytes of a call that has been counted already. */
  void countBytes(Lane lane, long bytes) {
    long cell = cell(lane);
    if (cell > 0) {
      add(cell + CELL_BYTES_OFFSET, bytes);
    } else {
      U.getAndAddLong(null, -cell + CELL_BYTES_OFFSET, bytes);
    }
  }

  /** A number that no other transfer has had lately; never 0. */
  int newTransfer() {
    if ((++lastTransfer & TRANSFER_BLOCK - 1) == 0) {
      Installation.LOCK.lock();
      lastTransfer = nextTransferBlock;
      nextTransferBlock += TRANSFER_BLOCK;
      Installation.LOCK.unlock();
    }
    if (lastTransfer == 0) {
      lastTransfer = 1;
    }
    return lastTransfer;
  }

  /** Hands the cells over to threads that are still alive. */
  void end() {
    ended = true;
    for (int id = 0; id < cells.length; id++) {
      if (cells[id] > 0) {
        Lane.giveBack(id, cells[id]);
      }
    }
    cells = new long[0];
    U.putLong(slot, OUTSIDE);
    lastFile = null;
  }

  private long cell(Lane lane) {
    long[] mine = cells;
    int id = lane.id;
    if (id < mine.length && mine[id] != 0) {
      return mine[id];
    }
    return newCell(lane);
  }

  private long newCell(Lane lane) {
    if (ended) {
      return -lane.sharedCell;
    }
    if (lane.id >= cells.length) {
      cells = Arrays.copyOf(cells, Math.max(lane.id + 1, cells.length * 2));
    }
    cells[lane.id] = lane.claimCell();
    return cells[lane.id];
  }

  private void countShared(long cell, long bytes, long copied, boolean failed) {
    U.getAndAddLong(null, cell + CELL_CALLS_OFFSET, 1);
    U.getAndAddLong(null, cell + CELL_BYTES_OFFSET, bytes);
    U.getAndAddLong(null, cell + CELL_JVM_COPIED_OFFSET, copied);
    U.getAndAddLong(null, cell + CELL_TRANSFERS_OFFSET, began ? 1 : 0);
    U.getAndAddLong(null, cell + CELL_ERRORS_OFFSET, failed ? 1 : 0);
  }

  /** Adds to a number that only this thread writes and any process may read. */
  private static void add(long address, long value) {
    U.putLongOpaque(null, address, U.getLong(address) + value);
  }
}
