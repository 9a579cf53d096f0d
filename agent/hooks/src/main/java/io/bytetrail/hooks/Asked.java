package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

/**
 * Which threads are inside a transfer that the JDK does by reading or mapping, though the
 * application asked for one without copies.
 *
 * <p>By the thread that the application sees, not by its carrier: it may park inside. Two threads
 * may share an entry; then the first is taken for one that did not ask.
 */
final class Asked {
  private static final long THREAD_ID = U.objectFieldOffset(Thread.class, "tid");
  private static final Thread[] ASKING = new Thread[256];

  private Asked() {}

  static void begin() {
    Thread thread = Thread.currentThread();
    ASKING[index(thread)] = thread;
  }

  static void end() {
    Thread thread = Thread.currentThread();
    if (ASKING[index(thread)] == thread) {
      ASKING[index(thread)] = null;
    }
  }

  static boolean isAsking() {
    Thread thread = Thread.currentThread();
    return ASKING[index(thread)] == thread;
  }

  private static int index(Thread thread) {
    return (int) U.getLong(thread, THREAD_ID) & ASKING.length - 1;
  }
}
