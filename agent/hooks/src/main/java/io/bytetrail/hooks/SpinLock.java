package io.bytetrail.hooks;

import jdk.internal.misc.Unsafe;

/**
 * Mutual exclusion for the few lines that add a row to a table.
 *
 * <p>It spins because it must not park: a virtual thread that parked here would go on on another
 * carrier thread, while the slot of the one it left still said that it is inside a hook. Whoever
 * holds it does nothing that could block.
 */
public final class SpinLock {
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long HELD = U.objectFieldOffset(SpinLock.class, "held");

  private volatile int held;

  public void lock() {
    while (!U.compareAndSetInt(this, HELD, 0, 1)) {
      while (held != 0) {
        Thread.onSpinWait();
      }
    }
  }

  public void unlock() {
    held = 0;
  }
}
