package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_BUFFER_COPIED_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_BYTES_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_CALLS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_CHECKED_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_ERRORS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_JVM_COPIED_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.CELL_TRANSFERS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.LANE_BYTETRAIL;

import io.bytetrail.hooks.Installation.Constants;
import io.bytetrail.ledger.LedgerWriter;
import io.bytetrail.ledger.Link;
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
  private static final long WORD = U.objectFieldOffset(Context.class, "word");
  private static final long IN_CALL = U.objectFieldOffset(Context.class, "inCall");
  private static final long SAMPLING = U.objectFieldOffset(Context.class, "sampling");
  private static final long OFF = U.objectFieldOffset(Context.class, "off");
  private static int nextTransferBlock;

  /** Never a virtual one. */
  Thread thread;

  /** Which of a JVM's installations, one after the other, the addresses here are of. */
  final int installation;

  /** The next and the one before in {@link Switch}'s list of all contexts. */
  Context next;

  Context previous;

  private final long slot;
  private final long ledger;

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

  private boolean began;

  /** Inferred links checked and, in the upper half, confirmed since they were last counted. */
  private long proof;

  /** What the slot holds; kept here too, because the slot's memory may be gone. */
  private long word;

  /** Between the entry and the exit: the thread touches no memory of ours until it returns. */
  @SuppressWarnings("UnusedVariable") // read by its offset
  private boolean inCall;

  /** Whether the thread is one of bytetrail's own. */
  private volatile boolean marked;

  /** Whether hooks do nothing in this thread. */
  private boolean off;

  // Where the last positional call of this thread ended.
  OpenFile lastFile;
  long lastEnd;

  /** Fills this thread has used last, so that a loop with one buffer needs no look-up. */
  Fill recent;

  Fill lessRecent;

  /** Whether a TLS engine is at work: its own copies are part of what it is asked to do. */
  boolean transforms;

  /** How far behind the beginning of a write what was read has been found, the last time. */
  int shift;

  /** Set while somebody records transfers; by another thread. */
  TransferRecorder recorder;

  // While somebody does: the transfer of the call this thread is in, and the last it has begun.
  private Transfer followed;
  Transfer latest;
  Transfer positional;

  /** Set while calls are sampled; by another thread. */
  private Sampling sampling;

  /** That, while a call that was chosen goes on. */
  private Sampling sampled;

  /** To note stacks in, and the last one whose site was asked for. */
  final Backtrace trace = Backtrace.make();

  KnownStack lastStack;

  /** What a framework has decided for the next file; null in most threads. */
  Wish wish;

  // Native code's call that this thread is about to make.
  Object sendTo;
  long sendFrom;
  private Gather gather;

  /** Made under the lock. */
  Context(int threadId, boolean off) {
    this.off = off;
    installation = Constants.NUMBER;
    ledger = Constants.LEDGER;
    // Without a thread id the kernel cannot find a slot: one that nobody looks at serves.
    int index = threadId >= 0 && threadId < Constants.SLOT_COUNT ? threadId : 0;
    slot = Constants.SLOTS + (long) index * Long.BYTES;
    if (Constants.SLOTS != 0) {
      // A dead thread of the same id may have left its own here, if it died inside a call.
      U.putLong(slot, OUTSIDE);
    }
  }

  /** Whether this thread is inside a hooked call, or is one of bytetrail's own. */
  boolean isInside() {
    return word != OUTSIDE || (off && isOff());
  }

  /** True; has the thread find its new context, if there has been another installation since. */
  private boolean isOff() {
    if (installation != Constants.NUMBER) {
      Contexts.forget(this);
    }
    return true;
  }

  /** Whether the thread may be about to touch the slots or the ledger. */
  boolean isTouching() {
    return U.getLongOpaque(this, WORD) != OUTSIDE && !U.getBooleanOpaque(this, IN_CALL);
  }

  /** Whether the thread is in a call that will be counted when it returns. */
  boolean isInCall() {
    return U.getBooleanOpaque(this, IN_CALL);
  }

  void off(boolean off) {
    if (marked && !off) {
      U.putLong(slot, LANE_BYTETRAIL);
    }
    U.putBooleanOpaque(this, OFF, off);
  }

  /** Puts everything the thread will ever do under bytetrail's own lane. */
  void mark() {
    marked = true;
    U.putLongOpaque(this, WORD, LANE_BYTETRAIL);
    if (!U.getBooleanOpaque(this, OFF)) {
      U.putLong(slot, LANE_BYTETRAIL);
    }
  }

  /** Puts what follows under bytetrail's own lane; returns what {@link #leaveOwn} restores. */
  long enterOwn() {
    long before = word;
    if (touch(LANE_BYTETRAIL)) {
      U.putLong(slot, LANE_BYTETRAIL);
    }
    return before;
  }

  void leaveOwn(long before) {
    if (word == LANE_BYTETRAIL) {
      U.putLong(slot, before);
      release(before);
    }
  }

  /**
   * Claims the slots' and the ledger's memory until {@link #release}; false when the hooks are off,
   * and the memory perhaps gone. First the claim, then the look: see {@link Switch}.
   */
  private boolean touch(long word) {
    long before = this.word;
    U.putBooleanOpaque(this, IN_CALL, false);
    U.putLongOpaque(this, WORD, word);
    if (!U.getBooleanOpaque(this, OFF)) {
      return true;
    }
    release(before);
    return false;
  }

  private void release(long word) {
    U.putLongOpaque(this, WORD, word);
    U.putBooleanOpaque(this, IN_CALL, word != OUTSIDE && word != LANE_BYTETRAIL);
  }

  /** Enters a call that doesn't say where in the file it begins; none without a lane. */
  Context enter(OpenFile file, Lane lane, int transfer, boolean began) {
    return lane == null ? null : enter(file, lane, transfer, began, -1);
  }

  /**
   * The last thing done before the JDK's call: from here on the kernel files under the lane. Null
   * when the hooks have been switched off meanwhile.
   */
  Context enter(OpenFile file, Lane lane, int transfer, boolean began, long position) {
    this.file = file;
    this.lane = lane;
    this.began = began;
    if (recorder != null) {
      followed = Transfers.entered(this, recorder, transfer, position);
    }
    long word = lane.word | (long) transfer << Integer.SIZE;
    U.putLongOpaque(this, WORD, word);
    if (U.getBooleanOpaque(this, OFF)) {
      U.putLongOpaque(this, WORD, OUTSIDE);
      fill = null;
      return null;
    }
    if (sampling != null && sampling.chooses(lane, ledger + lane.samples)) {
      beginSample();
    }
    U.putLong(slot, word);
    U.putBooleanOpaque(this, IN_CALL, true);
    return this;
  }

  /** Has calls chosen, or none any more; from any thread. */
  void sample(Sampler sampler) {
    U.putReferenceRelease(this, SAMPLING, sampler == null ? null : new Sampling(sampler));
  }

  private void beginSample() {
    U.putLong(slot, LANE_BYTETRAIL);
    sampled = sampling.begin() ? sampling : null;
  }

  private void endSample(long bytes) {
    Sampling chosen = sampled;
    sampled = null;
    U.putLong(slot, LANE_BYTETRAIL);
    chosen.end(ledger + lane.samples, bytes);
    U.putLong(slot, OUTSIDE);
  }

  /** Lets go of the descriptor; for the thread, or for whoever knows that it makes no call. */
  void endSampling() {
    Sampling last = sampling;
    sampling = null;
    sampled = null;
    if (last != null) {
      last.close();
    }
  }

  boolean began() {
    return began;
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
    Transfer transfer = followed;
    followed = null;
    U.putBooleanOpaque(this, IN_CALL, false);
    if (U.getBooleanOpaque(this, OFF)) {
      sampled = null;
      U.putLongOpaque(this, WORD, OUTSIDE);
      return false;
    }
    boolean moved = !Contexts.isCurrent(this);
    if (moved) {
      sampled = null;
      U.compareAndSetLong(null, slot, word, OUTSIDE);
    } else {
      U.putLong(slot, OUTSIDE);
      if (sampled != null) {
        endSample(bytes);
      }
    }
    // An argument that the JDK refused: no system call was made.
    boolean called = thrown == null || thrown instanceof IOException;
    try {
      if (called) {
        count(moved, bytes, copied, thrown);
      }
    } finally {
      // Last: until here the memory may not go.
      U.putLongOpaque(this, WORD, OUTSIDE);
    }
    if (called && transfer != null) {
      Transfers.left(this, transfer, bytes, copied, thrown != null);
    }
    return called;
  }

  private void count(boolean moved, long bytes, long copied, Throwable thrown) {
    long cell = moved ? -sharedCell(lane) : cell(lane);
    if (cell > 0) {
      add(cell + CELL_CALLS_OFFSET, 1);
      if (bytes > 0) {
        add(cell + CELL_BYTES_OFFSET, bytes);
      }
      if (copied > 0) {
        add(cell + CELL_JVM_COPIED_OFFSET, copied);
      }
      if (proof != 0 && Link.isInferred(lane.link)) {
        add(cell + CELL_CHECKED_OFFSET, proof);
        proof = 0;
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
  }

  /** Counts bytes of a call that has been counted already. */
  void countBytes(Lane lane, long bytes) {
    countMore(lane, CELL_BYTES_OFFSET, bytes);
  }

  /** Counts bytes that the JDK copied from one of the application's buffers to another. */
  void countCopied(Lane lane, long bytes) {
    countMore(lane, CELL_BUFFER_COPIED_OFFSET, bytes);
  }

  /** Whether a link that was inferred has stood a check. */
  void prove(boolean confirmed) {
    proof += confirmed ? 1L << Integer.SIZE | 1 : 1;
  }

  private void countMore(Lane lane, int offset, long bytes) {
    long before = word;
    if (!touch(LANE_BYTETRAIL)) {
      return;
    }
    long cell = cell(lane);
    if (cell > 0) {
      add(cell + offset, bytes);
    } else {
      U.getAndAddLong(null, -cell + offset, bytes);
    }
    release(before);
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

  Wish wish() {
    if (wish == null) {
      wish = new Wish();
    }
    return wish;
  }

  Gather gather() {
    if (gather == null) {
      gather = new Gather();
    }
    return gather;
  }

  /** Hands the cells over to threads that are still alive. */
  void end() {
    ended = true;
    if (touch(LANE_BYTETRAIL)) {
      U.putLong(slot, LANE_BYTETRAIL);
      endSampling();
      for (int id = 0; id < cells.length; id++) {
        if (cells[id] > 0) {
          Lane.giveBack(id, (int) (cells[id] - ledger));
        }
      }
      U.putLong(slot, OUTSIDE);
      release(OUTSIDE);
    }
    cells = new long[0];
    forget();
  }

  /** Lets go of what it has to do with the application. */
  void forget() {
    lastFile = null;
    latest = null;
    positional = null;
    recent = null;
    lessRecent = null;
    lastStack = null;
    wish = null;
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
      return -sharedCell(lane);
    }
    if (lane.id >= cells.length) {
      cells = Arrays.copyOf(cells, Math.max(lane.id + 1, cells.length * 2));
    }
    int cell = lane.claimCell();
    cells[lane.id] = cell == LedgerWriter.NO_CELL ? -sharedCell(lane) : ledger + cell;
    return cells[lane.id];
  }

  private long sharedCell(Lane lane) {
    return ledger + lane.sharedCell;
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
