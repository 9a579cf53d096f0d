package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import io.bytetrail.hooks.Installation.Constants;
import java.util.Arrays;
import jdk.internal.misc.TerminatingThreadLocal;

/**
 * The context of the thread that the kernel sees: the one that runs, or a virtual thread's carrier.
 *
 * <p>This kind of thread-local says when its thread ends, and from JDK 21 on belongs to the
 * carrier. In front of it is a cache by the low bits of the thread's id, which costs half as much.
 */
final class Contexts extends TerminatingThreadLocal<Context> {
  private static final Contexts CONTEXTS = new Contexts();
  private static final Context[] CACHE = new Context[256];

  /** The field, not {@code getId()}: on 17 that can be overridden. */
  private static final long THREAD_ID = U.objectFieldOffset(Thread.class, "tid");

  /** The class of threads that have a carrier; none before JDK 21. */
  private static final Class<?> VIRTUAL = virtualThreads();

  private static final long CARRIER =
      VIRTUAL == null ? 0 : U.objectFieldOffset(VIRTUAL, "carrierThread");

  static Context current() {
    Thread thread = kernelThread();
    Context cached = CACHE[index(thread)];
    return cached != null && cached.thread == thread ? cached : find(thread);
  }

  /** Whether this is still the context of the running thread. */
  static boolean isCurrent(Context context) {
    return context.thread == kernelThread();
  }

  /** The one that runs, or the carrier of the virtual one. */
  static Thread kernelThread() {
    Thread thread = Thread.currentThread();
    return thread.getClass() == VIRTUAL ? (Thread) U.getReference(thread, CARRIER) : thread;
  }

  private static Context find(Thread thread) {
    Context context = CONTEXTS.get();
    if (context.installation != Constants.NUMBER) {
      context = CONTEXTS.initialValue();
      CONTEXTS.set(context);
    }
    context.thread = thread;
    CACHE[index(thread)] = context;
    return context;
  }

  private static Class<?> virtualThreads() {
    try {
      return Class.forName("java.lang.VirtualThread", false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static int index(Thread thread) {
    return (int) U.getLong(thread, THREAD_ID) & CACHE.length - 1;
  }

  @Override
  protected Context initialValue() {
    Context context = Switch.newContext(ThreadId.current());
    if (kernelThread() instanceof OwnThread) {
      context.mark();
    }
    return context;
  }

  @Override
  protected void threadTerminated(Context context) {
    context.end();
    Switch.remove(context);
    CACHE[index(context.thread)] = null;
  }

  /** Has the context's thread look for another one. */
  static void forget(Context context) {
    int index = index(context.thread);
    if (CACHE[index] == context) {
      CACHE[index] = null;
    }
  }

  /** Has every thread look for its context again. */
  static void forgetAll() {
    Arrays.fill(CACHE, null);
  }
}
