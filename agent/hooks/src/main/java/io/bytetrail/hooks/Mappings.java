package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import java.util.Arrays;

/**
 * Which file is mapped at an address, for calls that are about a mapping and not about a buffer.
 *
 * <p>Sorted by address. What is unmapped is not noticed, but what is mapped there later takes its
 * place; and when there is no more room, any other is forgotten.
 */
final class Mappings {
  private static final int CAPACITY = 1 << 14;
  private static final int FIRST_ROOM = 64;
  private static final SpinLock LOCK = new SpinLock();

  private static long[] starts = new long[FIRST_ROOM];
  private static long[] ends = new long[FIRST_ROOM];
  private static OpenFile[] files = new OpenFile[FIRST_ROOM];
  private static int count;
  private static int victim;

  private Mappings() {}

  /**
   * A file has been mapped: from now on its bytes are there, and in what the identity stands for.
   */
  static void add(Context context, OpenFile file, Object identity, long address, long length) {
    Lane lane = file.lane(operation());
    if (lane == null) {
      return;
    }
    context.countBytes(lane, length);
    if (context.recorder != null) {
      Transfers.mapped(context, file, lane, length);
    }
    Fills.map(identity, lane, context.newTransfer(), address, length);
    makeRoom();
    LOCK.lock();
    try {
      put(file, address, address + length);
    } finally {
      LOCK.unlock();
    }
  }

  /** Why the file is being mapped: by the application, or instead of a transfer. */
  static Operation operation() {
    return Asked.isAsking() ? Operation.TRANSFER_MAP : Operation.MAP;
  }

  static void forgetAll() {
    LOCK.lock();
    try {
      Arrays.fill(files, null);
      count = 0;
    } finally {
      LOCK.unlock();
    }
  }

  /** The file mapped at an address, or null. */
  static OpenFile at(long address) {
    LOCK.lock();
    try {
      int index = firstEndingAfter(address);
      return index < count && starts[index] <= address ? files[index] : null;
    } finally {
      LOCK.unlock();
    }
  }

  /** Before the lock: memory may have to be waited for. */
  private static void makeRoom() {
    int room = starts.length;
    if (count < room - 1 || room == CAPACITY) {
      return;
    }
    long[] moreStarts = new long[2 * room];
    long[] moreEnds = new long[2 * room];
    OpenFile[] moreFiles = new OpenFile[2 * room];
    LOCK.lock();
    try {
      if (starts.length == room) {
        System.arraycopy(starts, 0, moreStarts, 0, count);
        System.arraycopy(ends, 0, moreEnds, 0, count);
        System.arraycopy(files, 0, moreFiles, 0, count);
        starts = moreStarts;
        ends = moreEnds;
        files = moreFiles;
      }
    } finally {
      LOCK.unlock();
    }
  }

  /** Between those below and those above it; those it overlaps are gone. */
  private static void put(OpenFile file, long start, long end) {
    if (count == starts.length) {
      victim = (victim + 1) % count;
      replace(victim, victim + 1, 0);
    }
    int from = firstEndingAfter(start);
    int to = from;
    while (to < count && starts[to] < end) {
      to++;
    }
    replace(from, to, 1);
    starts[from] = start;
    ends[from] = end;
    files[from] = file;
  }

  /** Puts room for some in the place of others. */
  private static void replace(int from, int to, int room) {
    int rest = count - to;
    System.arraycopy(starts, to, starts, from + room, rest);
    System.arraycopy(ends, to, ends, from + room, rest);
    System.arraycopy(files, to, files, from + room, rest);
    count = from + room + rest;
  }

  private static int firstEndingAfter(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
