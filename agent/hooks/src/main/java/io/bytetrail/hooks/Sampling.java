package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_CALLS_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_LARGEST_CALL_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_LARGEST_READ_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_LOT_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_ONE_IN_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_READ_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_SQUARES_OFFSET;
import static io.bytetrail.ledger.LedgerDescriptor.SAMPLE_UNSEEN_OFFSET;

/**
 * One thread's part of sampling: what calls have of the device, as the kernel accounts it to the
 * thread before and after.
 *
 * <p>A call is chosen with probability 1/N, independently of all others: not every N-th, which a
 * loop with read-ahead in step would deceive. The number of calls up to the next one chosen is
 * drawn from the geometric distribution, which comes to the same (Vitter, "Faster methods for
 * random sampling", 1984) and costs a call that is not chosen one subtraction. A lane's first calls
 * are all chosen, with N = 1, so that little is not told from a few.
 *
 * <p>Kept of a chosen call, which had y bytes of the device: y itself, (N - 1) y for the calls that
 * were not chosen, and N (N - 1) y&sup2;. The sum of the first two is the estimate of Horvitz and
 * Thompson (1952), that of the last one of its variance, both free of bias.
 *
 * <p>Used by its own thread, which has said in its slot that what it does is bytetrail's.
 */
final class Sampling {
  private static final int ALL_OF_FIRST = 64;

  private final Sampler sampler;
  private ThreadIo io;
  private boolean failed;
  private long random = System.nanoTime() ^ ((long) System.identityHashCode(this) << Integer.SIZE);

  /** Calls up to the one that is chosen next, and in how many it is one. */
  private long left;

  private long oneIn;

  /** The last lane whose row has been told of that. */
  private Lane noted;

  // The call that was chosen.
  private long weight;
  private boolean byLot;
  private long before;
  private long spent;

  Sampling(Sampler sampler) {
    this.sampler = sampler;
    draw();
  }

  /**
   * Whether the call that begins in that lane is chosen.
   *
   * @param row of the lane: an address
   */
  boolean chooses(Lane lane, long row) {
    if (lane.chosen < ALL_OF_FIRST) {
      lane.chosen++;
      weight = 1;
      byLot = false;
      return true;
    }
    if (lane != noted) {
      // That a call was not looked at must be known even when no other of the lane ever is.
      noted = lane;
      raise(row + SAMPLE_ONE_IN_OFFSET, oneIn);
    }
    if (--left > 0) {
      return false;
    }
    weight = oneIn;
    byLot = true;
    draw();
    return true;
  }

  /** Before a chosen call; false when the kernel's account cannot be read. */
  boolean begin() {
    try {
      long start = System.nanoTime();
      if (io == null && !failed) {
        io = ThreadIo.open();
        failed = io == null;
      }
      before = failed ? -1 : io.readBytes();
      spent = System.nanoTime() - start;
      return before >= 0;
    } catch (Throwable e) {
      // Not enough memory, or stack: this thread's calls are not sampled any more.
      failed = true;
      return false;
    }
  }

  /**
   * After it.
   *
   * @param row of its lane: an address
   * @param bytes the call's own result
   */
  void end(long row, long bytes) {
    long start = System.nanoTime();
    long read = io.readBytes() - before;
    int length = io.length;
    if (read >= 0) {
      add(row, Math.max(0, bytes), read);
    }
    long now = System.nanoTime();
    sampler.spend(spent + now - start, now, 2 * length, byLot);
  }

  private void add(long row, long bytes, long read) {
    U.getAndAddLong(null, row + SAMPLE_CALLS_OFFSET, 1);
    raise(row + SAMPLE_LARGEST_CALL_OFFSET, bytes);
    if (read > 0) {
      raise(row + SAMPLE_LARGEST_READ_OFFSET, read);
      U.getAndAddLong(null, row + SAMPLE_READ_OFFSET, read);
      if (weight > 1) {
        U.getAndAddLong(null, row + SAMPLE_LOT_OFFSET, read);
        U.getAndAddLong(null, row + SAMPLE_UNSEEN_OFFSET, (weight - 1) * read);
        addSquare((double) weight * (weight - 1) * read * read, row + SAMPLE_SQUARES_OFFSET);
      }
    }
  }

  private static void addSquare(double square, long address) {
    long seen;
    long sum;
    do {
      seen = U.getLongVolatile(null, address);
      sum = Double.doubleToRawLongBits(Double.longBitsToDouble(seen) + square);
    } while (!U.compareAndSetLong(null, address, seen, sum));
  }

  private static void raise(long address, long value) {
    long seen = U.getLongVolatile(null, address);
    while (seen < value && !U.compareAndSetLong(null, address, seen, value)) {
      seen = U.getLongVolatile(null, address);
    }
  }

  /** N is a whole number, so that the ledger's sums are. */
  private void draw() {
    noted = null;
    oneIn = Math.round(sampler.oneIn());
    if (oneIn <= 1) {
      oneIn = 1;
      left = 1;
      return;
    }
    double uniform = (next() >>> 11) * 0x1p-53; // below 1
    left = 1 + (long) (Math.log1p(-uniform) / Math.log1p(-1.0 / oneIn));
  }

  /** Marsaglia, "Xorshift RNGs", 2003; with the multiplication of Vigna, 2016. */
  private long next() {
    random ^= random >>> 12;
    random ^= random << 25;
    random ^= random >>> 27;
    return random * 0x2545F4914F6CDD1DL;
  }

  /** For the thread itself, or for whoever knows that it makes no call any more. */
  void close() {
    failed = true;
    if (io != null) {
      io.close();
      io = null;
    }
  }
}
