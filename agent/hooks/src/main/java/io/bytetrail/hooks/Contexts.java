package io.bytetrail.hooks;

import jdk.internal.misc.TerminatingThreadLocal;

/**
 * The context of the thread that runs.
 *
 * <p>This kind of thread-local says when its thread ends, and from JDK 21 on belongs to the carrier
 * of a virtual thread, which is the thread that the kernel sees.
 */
final class Contexts extends TerminatingThreadLocal<Context> {
  /** Whether a call can leave on another thread than it entered on: with virtual threads. */
  static final boolean CARRIERS = Runtime.version().feature() >= 21;

  private static final Contexts CONTEXTS = new Contexts();

  static Context current() {
    return CONTEXTS.get();
  }

  @Override
  protected Context initialValue() {
    return new Context(ThreadId.current());
  }

  @Override
  protected void threadTerminated(Context context) {
    context.end();
  }
}
