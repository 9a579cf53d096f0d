package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Endpoint;

/**
 * Holds back the application's first call on a file or socket until the kernel counts too, so that
 * a start need not wait for the probe and nothing goes uncounted all the same.
 *
 * <p>It is asked where a lane is made, which every counted call needs; a call that has its lane
 * never comes here. While it is closed,
 *
 * <ul>
 *   <li>code outside the JDK waits at its first lane;
 *   <li>the JDK alone, as when it opens the application's jar, gets no lane: such calls are counted
 *       by nobody, neither here nor in the kernel;
 *   <li>a pipe, of which the kernel counts nothing unless it counts system calls, is let through.
 * </ul>
 *
 * <p>The wait has an end that is fixed when the gate is closed: whoever waits may hold a lock that
 * the collector needs to become ready. The first to reach it opens the gate for all.
 */
public final class Gate {
  private static final long STEP_NANOS = 250_000;

  /** Set under the lock. */
  private static volatile boolean closed;

  private static long end;
  private static boolean forPipes;
  private static Thread opener;

  /** Somebody waits, or has waited. */
  private static volatile boolean wanted;

  private Gate() {}

  /**
   * Closes it, before any hook is live.
   *
   * @param patienceNanos how long a call is held back, counted from now; 0: not at all
   * @param forPipes whether pipes are held back too
   * @param opener is unparked when somebody waits, and finds that it {@link #isWanted()}
   */
  public static void close(long patienceNanos, boolean forPipes, Thread opener) {
    Installation.LOCK.lock();
    end = System.nanoTime() + patienceNanos;
    Gate.forPipes = forPipes;
    Gate.opener = opener;
    wanted = false;
    closed = patienceNanos > 0;
    Installation.LOCK.unlock();
  }

  /**
   * Opens it for good.
   *
   * @return whether it was closed until now, so that nothing it holds back has been counted yet
   */
  public static boolean open() {
    Installation.LOCK.lock();
    boolean wasClosed = closed;
    closed = false;
    Installation.LOCK.unlock();
    return wasClosed;
  }

  /** Whether a call has been held back since it was closed. */
  public static boolean isWanted() {
    return wanted;
  }

  /** Whether a lane may be made; waits, if need be, until it may. */
  static boolean admits(Site site, Operation operation) {
    if (!closed || (operation.endpoint() == Endpoint.PIPE && !forPipes)) {
      return true;
    }
    if (site.isJdks) {
      return false;
    }
    await();
    return true;
  }

  /**
   * By parking the carrier: a virtual thread that gave it up here would enter its call on another,
   * with the context of this one.
   */
  private static void await() {
    boolean parked = false;
    if (closed && !wanted) {
      wanted = true;
      U.unpark(opener);
    }
    while (closed) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        open();
        break;
      }
      // Returns at once in a thread that is interrupted, and has to stay so.
      U.park(false, Math.min(left, STEP_NANOS));
      parked = true;
    }
    if (parked) {
      // Somebody may have unparked the thread for a reason of the application's.
      U.unpark(Contexts.kernelThread());
    }
  }
}
