package io.bytetrail.hooks;

/**
 * A thread of bytetrail's: nothing that it does is ever the application's, whether the hooks were
 * there when it began or came later.
 *
 * <p>Always a daemon, and without what threads inherit: that is the application's.
 */
public final class OwnThread extends Thread {
  public OwnThread(Runnable task, String name) {
    super(null, task, name, 0, false);
    setDaemon(true);
  }
}
