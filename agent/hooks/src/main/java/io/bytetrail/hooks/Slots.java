package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

/**
 * Memory for the thread slots: a word for every thread id there can be, in anonymous memory.
 *
 * <p>Only the pages of thread ids that have done I/O ever exist, as long as nobody clears the rest:
 * an allocation of this size is a mapping of its own, which the kernel hands out cleared. Smaller
 * ones may be recycled heap and are cleared here.
 */
final class Slots {
  /** The highest limit Linux knows for thread ids. */
  static final int MAX = 1 << 22;

  /** From here on glibc maps every allocation afresh, whatever the process has freed before. */
  private static final long MAPPED_FROM = 32L << 20;

  private Slots() {}

  /** Allocates for thread ids below {@code count}. */
  static long allocate(int count) {
    long bytes = (long) count * Long.BYTES;
    long address = U.allocateMemory(bytes);
    boolean dirty = U.getLong(address) != 0 || U.getLong(address + bytes - Long.BYTES) != 0;
    if (bytes < MAPPED_FROM || dirty) {
      U.setMemory(address, bytes, (byte) 0);
    }
    return address;
  }

  /** The mapping goes. An eBPF program that reads there later finds nothing, and says so. */
  static void free(long address) {
    U.freeMemory(address);
  }
}
