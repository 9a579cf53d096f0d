package io.bytetrail.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs work on platform or virtual threads, on a JDK that may not know the latter. */
final class Threads {
  private Threads() {}

  interface Work {
    void run() throws IOException;
  }

  /** Runs it to its end on another thread. */
  static void run(boolean virtual, Work work) {
    run(virtual, 1, work);
  }

  /** Runs it to its end on as many threads. */
  static void run(boolean virtual, int count, Work work) {
    List<Throwable> failures = new ArrayList<>();
    Runnable task =
        () -> {
          try {
            work.run();
          } catch (Throwable e) {
            synchronized (failures) {
              failures.add(e);
            }
          }
        };
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(virtual ? startVirtual(task) : startPlatform(task));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.get(0));
    }
  }

  private static Thread startPlatform(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  private static Thread startVirtual(Runnable task) {
    try {
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
