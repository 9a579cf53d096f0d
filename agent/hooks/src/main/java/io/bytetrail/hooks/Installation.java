package io.bytetrail.hooks;

import io.bytetrail.ledger.LedgerWriter;
import java.nio.MappedByteBuffer;
import jdk.internal.misc.Unsafe;

/**
 * Where the hooks write: set once, before any of them runs.
 *
 * <p>The constants are in a class of their own, which is initialised by the first hook: the
 * compiler then takes them for the constants that they are.
 */
final class Installation {
  static final Unsafe U = Unsafe.getUnsafe();

  /** Guards the writer and every table that mirrors it. */
  static final SpinLock LOCK = new SpinLock();

  private static MappedByteBuffer memory;
  private static LedgerWriter writer;
  private static long slots;
  private static int slotCount;

  private Installation() {}

  static void set(MappedByteBuffer memory, LedgerWriter writer, long slots, int slotCount) {
    Installation.memory = memory;
    Installation.writer = writer;
    Installation.slots = slots;
    Installation.slotCount = slotCount;
  }

  static final class Constants {
    /** Kept reachable: the addresses below end with it. */
    static final MappedByteBuffer MEMORY = memory;

    static final LedgerWriter WRITER = writer;
    static final long LEDGER = Buffers.address(MEMORY);
    static final long SLOTS = slots;
    static final int SLOT_COUNT = slotCount;

    private Constants() {}
  }
}
