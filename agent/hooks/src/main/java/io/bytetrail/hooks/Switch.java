package io.bytetrail.hooks;

import io.bytetrail.hooks.Installation.Constants;
import io.bytetrail.ledger.LedgerWriter;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Switches the hooks off and on in a JVM under load, and gives their memory back for good.
 *
 * <p>The slots and the ledger are plain memory: a thread that wrote there after it has gone would
 * take the JVM with it. So a thread claims the memory first (its context's word) and looks then
 * whether the hooks are off; who switches them off says so first, and looks then who has a claim.
 * Between the two steps of the latter every thread must have been at a safepoint, which orders the
 * two steps of the former without a fence in the hooks. After that a thread without a claim can
 * have none any more, and one that sits in the JDK's call, perhaps for hours, finds the hooks off
 * when it returns.
 */
public final class Switch {
  private static Context contexts; // guarded by the lock, like all here
  private static boolean off;
  private static TransferRecorder recorder;
  private static Sampler sampler;

  private Switch() {}

  /** Whether a call that has been entered is still going on somewhere. */
  public static boolean isInCall() {
    Installation.LOCK.lock();
    try {
      for (Context context = contexts; context != null; context = context.next) {
        if (context.isInCall()) {
          return true;
        }
      }
      return false;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** Hooks do nothing from now on; what buffers held is forgotten. */
  public static void off() {
    Installation.LOCK.lock();
    try {
      off = true;
      for (Context context = contexts; context != null; context = context.next) {
        context.off(true);
        context.forget();
      }
      Fills.forgetAll();
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** Hooks count again. */
  public static void on() {
    Installation.LOCK.lock();
    try {
      off = false;
      for (Context context = contexts; context != null; context = context.next) {
        context.off(false);
      }
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /**
   * Takes the installation back, if no thread has a claim to its memory. Before, the hooks have
   * been switched {@link #off()}, and every thread has been at a safepoint since.
   *
   * @return whether it is done; false if it is worth another try in a moment
   */
  public static boolean release() {
    long slots;
    MappedByteBuffer memory;
    Installation.LOCK.lock();
    try {
      for (Context context = contexts; context != null; context = context.next) {
        if (context.isTouching()) {
          return false;
        }
      }
      slots = Constants.SLOTS;
      memory = Constants.MEMORY;
      for (Context context = contexts; context != null; context = context.next) {
        context.endSampling();
      }
      sampler = null;
      Installation.unset();
      forgetAll();
    } finally {
      Installation.LOCK.unlock();
    }
    Slots.free(slots);
    Installation.U.invokeCleaner(memory);
    return true;
  }

  /** The threads that have a claim to the memory. */
  public static List<String> claimants() {
    List<String> names = new ArrayList<>();
    Installation.LOCK.lock();
    try {
      for (Context context = contexts; context != null; context = context.next) {
        if (context.isTouching() && context.thread != null) {
          names.add(context.thread.getName());
        }
      }
    } finally {
      Installation.LOCK.unlock();
    }
    return names;
  }

  /**
   * Has every thread tell of its transfers; null for none any more. In each context, since a line
   * of the cache for a flag of all threads is what every transfer would pay for.
   */
  static void record(TransferRecorder recorder) {
    Installation.LOCK.lock();
    try {
      Switch.recorder = recorder;
      for (Context context = contexts; context != null; context = context.next) {
        context.recorder = recorder;
      }
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** Has what calls have of the device sampled in every thread; null for no more. */
  static void sample(Sampler sampler) {
    Installation.LOCK.lock();
    try {
      Switch.sampler = sampler;
      for (Context context = contexts; context != null; context = context.next) {
        context.sample(sampler);
      }
    } finally {
      Installation.LOCK.unlock();
    }
  }

  static void install(MappedByteBuffer memory, LedgerWriter writer, long slots, int slotCount) {
    Installation.LOCK.lock();
    try {
      // Of an installation whose memory had to stay, if there was one.
      forgetAll();
      Installation.set(memory, writer, slots, slotCount);
      off = false;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  private static void forgetAll() {
    contexts = null;
    Lane.forgetCells();
    Contexts.forgetAll();
    Sites.forgetAll();
    OpenFiles.forgetAll();
    Mappings.forgetAll();
    Fills.forgetAll();
  }

  static Context newContext(int threadId) {
    Installation.LOCK.lock();
    try {
      boolean installed = Installation.isSet();
      Context context = new Context(threadId, off || !installed);
      if (installed) {
        context.recorder = recorder;
        if (sampler != null) {
          context.sample(sampler);
        }
        add(context);
      }
      return context;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  private static void add(Context context) {
    context.next = contexts;
    if (contexts != null) {
      contexts.previous = context;
    }
    contexts = context;
  }

  /** After a thread's end. */
  static void remove(Context context) {
    Installation.LOCK.lock();
    try {
      if (context.installation != Constants.NUMBER) {
        return;
      }
      if (context.previous != null) {
        context.previous.next = context.next;
      } else if (contexts == context) {
        contexts = context.next;
      }
      if (context.next != null) {
        context.next.previous = context.previous;
      }
      context.next = null;
      context.previous = null;
    } finally {
      Installation.LOCK.unlock();
    }
  }
}
