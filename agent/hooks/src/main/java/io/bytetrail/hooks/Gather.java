package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;

/**
 * A thread's gathering write from several places in memory: it is chained to the lane of whichever
 * place has most of it, if half of the bytes are a file's.
 */
final class Gather {
  private Fill most;
  private long mostOverlap;
  private long start;
  private long overlaps;
  private long all;

  /** Another place. */
  void add(Context context, long address, long length) {
    all += length;
    Fill fill = length > 0 ? Origins.at(context, address, address + length) : null;
    if (fill == null || !fill.lane.readsFile()) {
      return;
    }
    long overlap = fill.overlap(address, address + length);
    overlaps += overlap;
    if (overlap > mostOverlap) {
      mostOverlap = overlap;
      most = fill;
      start = address;
    }
  }

  /** Enters the write of all places that were added. */
  Context enter(Context context, OpenFile socket) {
    boolean chained = most != null && 2 * overlaps >= all;
    Fill fill = most;
    boolean empty = all == 0;
    most = null;
    mostOverlap = 0;
    overlaps = 0;
    all = 0;
    if (empty) {
      return null;
    }
    return chained
        ? socket.enterChained(context, Operation.NATIVE_SOCKET_WRITE, fill, start)
        : socket.enterSequential(context, Operation.NATIVE_SOCKET_WRITE);
  }

  /** These bytes of a place have been written. */
  void spend(Context context, long address, long bytes) {
    Fill fill = Fills.findAt(context, address, address + bytes);
    if (fill != null) {
      fill.spend(address, address + bytes);
      context.file.sentUpTo(address + bytes);
    }
  }
}
