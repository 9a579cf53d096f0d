package io.bytetrail.hooks;

import io.bytetrail.ledger.LedgerSettings;
import io.bytetrail.ledger.LedgerWriter;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import jdk.internal.misc.Unsafe;

/**
 * Where the hooks write: set before any of them runs, and unset when they are taken out of the JVM.
 *
 * <p>Hot paths use none of this: what they need of it is in the thread's {@link Context}.
 */
final class Installation {
  static final Unsafe U = Unsafe.getUnsafe();

  /** Guards the writer and every table that mirrors it. */
  static final SpinLock LOCK = new SpinLock();

  private Installation() {}

  /** Begins to write there; under the lock. */
  static void set(MappedByteBuffer memory, LedgerWriter writer, long slots, int slotCount) {
    Constants.NUMBER++;
    Constants.MEMORY = memory;
    Constants.LEDGER = Buffers.address(memory);
    Constants.WRITER = writer;
    Constants.SLOTS = slots;
    Constants.SLOT_COUNT = slotCount;
  }

  /** From here on nothing new is written anywhere; under the lock. */
  static void unset() {
    Constants.NUMBER++;
    Constants.WRITER = nowhere();
    Constants.MEMORY = null;
    Constants.LEDGER = 0;
    Constants.SLOTS = 0;
    Constants.SLOT_COUNT = 0;
  }

  static boolean isSet() {
    return Constants.MEMORY != null;
  }

  /** A writer whose tables are all full. */
  private static LedgerWriter nowhere() {
    LedgerSettings settings = new LedgerSettings(0, 0, 0, "", "", 1, 3, 3);
    return new LedgerWriter(ByteBuffer.allocate(LedgerWriter.length(settings)), settings, 0, 0);
  }

  /** Constant as long as an installation lasts, which is told by its number. */
  static final class Constants {
    static int NUMBER;

    /** Kept reachable: the addresses below end with it. */
    static MappedByteBuffer MEMORY;

    static LedgerWriter WRITER = nowhere();
    static long LEDGER;
    static long SLOTS;
    static int SLOT_COUNT;

    private Constants() {}
  }
}
