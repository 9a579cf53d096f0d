package io.bytetrail.instrument;

import io.bytetrail.hooks.Gate;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.OwnThread;
import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import jdk.internal.misc.Unsafe;

/**
 * The collector within this JVM, if there is one. It starts in a thread of its own, and only the
 * application's first file waits for it, at the {@link Gate}. Its failures are said and go no
 * further.
 *
 * <p>It starts when it is needed: when there is a first file, when Flight Recorder starts, or when
 * the application has lived for a moment. One that ends before has had neither a collector nor a
 * probe, which are most of what a start takes. Where a report was asked for, it starts at once.
 *
 * <p>Tells, asked as a {@code BooleanSupplier}, that the collector counts from now on.
 */
final class Collector implements Runnable, BooleanSupplier, Function<Executor, Runnable> {
  /** More than a short program takes, and little beside what the probe takes to be ready. */
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(50);

  private static final Option[] REPORTS = {
    Option.REPORT_TEXT, Option.REPORT_JSON, Option.REPORT_HTML
  };
  private static final long LAUNCH_SECONDS = 5;
  private static final String EMBEDDED = "io.bytetrail.collector.embedded.EmbeddedCalls";

  private final Options options;
  private final boolean late;
  private final Internals internals;
  private final Thread starter = new OwnThread(this, "bytetrail-start");
  private final CountDownLatch decided = new CountDownLatch(1);
  private final CountDownLatch launched = new CountDownLatch(1);
  private final CountDownLatch counting = new CountDownLatch(1);
  private boolean started; // guarded by this
  private volatile boolean wanted;
  private volatile boolean abandoned;
  private volatile LedgerFile ledger;
  private volatile Class<?> calls;
  private volatile Runnable watchers;
  private volatile AutoCloseable embedded;

  private Collector(Options options, boolean late, Internals internals) {
    this.options = options;
    this.late = late;
    this.internals = internals;
  }

  /**
   * Starts it, and the probe with it, if it will be needed for sure; nothing of the ledger or the
   * hooks is needed for that.
   *
   * @param late whether the application runs already
   */
  static Collector start(Options options, boolean late, Internals internals) {
    Collector collector = new Collector(options, late, internals);
    collector.wanted = late || collector.isReportWanted();
    if (collector.wanted) {
      collector.startOnce();
    }
    return collector;
  }

  private boolean isReportWanted() {
    for (Option report : REPORTS) {
      if (options.isGiven(report) && !options.get(report).equals("off")) {
        return true;
      }
    }
    return false;
  }

  private boolean isEmbedded() {
    return options.get(Option.COLLECTOR).equals("embedded");
  }

  @Override
  public void run() {
    awaitWanted();
    if (abandoned && !wanted && !Gate.isWanted()) {
      launched.countDown();
      return;
    }
    try {
      calls = Class.forName(EMBEDDED);
      Map<String, String> given = new HashMap<>(options.given());
      if (late) {
        given.put("late", "true");
      }
      embedded =
          call(
              calls,
              given,
              new MarkThread(),
              new Threads(),
              internals.launcher(),
              new Sampling(),
              this);
      launched.countDown();
      decided.await();
      if (ledger != null) {
        Hooks.markThread();
        // The memory too: a mapping of its own would have to be got rid of.
        var unused = call(calls, embedded, ledger.path().toString(), ledger.memory(), watchers);
      }
    } catch (ClassNotFoundException e) {
      // A jar without a collector: the ledger is for others to read.
      getAsBoolean();
    } catch (Throwable e) {
      Start.say("no collector: " + cause(e));
      getAsBoolean();
    } finally {
      launched.countDown();
    }
  }

  private void awaitWanted() {
    long end = System.nanoTime() + MOMENT;
    while (!wanted && !abandoned && !Gate.isWanted()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  /** Has it start now. */
  private void want() {
    wanted = true;
    startOnce();
    LockSupport.unpark(starter);
  }

  /**
   * Counting begins: the application's files need not wait any longer.
   *
   * @return whether none of them has been counted by the hooks yet
   */
  @Override
  public boolean getAsBoolean() {
    // In this order: see begin.
    counting.countDown();
    return Gate.open();
  }

  /** Without reflection's method handles, which are 10 ms at a start on 25. */
  @SuppressWarnings("unchecked")
  private static AutoCloseable call(Class<?> calls, Object... arguments)
      throws InstantiationException {
    Object function = Unsafe.getUnsafe().allocateInstance(calls);
    return ((Function<Object[], AutoCloseable>) function).apply(arguments);
  }

  /**
   * Has it count in this ledger, now that the hooks can; files wait for that, if any do.
   *
   * @param watchers is run once a period
   */
  void begin(LedgerFile ledger, Runnable watchers) {
    if (isEmbedded() && !late) {
      Gate.close(
          options.time(Option.PROBE_WAIT).toNanos(),
          options.get(Option.MODE).equals("verify"),
          starter);
      if (counting.getCount() == 0) {
        // It has failed already.
        Gate.open();
      }
    }
    this.watchers = watchers;
    this.ledger = ledger;
    decided.countDown();
  }

  /** The application begins now; a moment later the collector does, if it has not been needed. */
  void applicationBegins() {
    startOnce();
  }

  private synchronized void startOnce() {
    if (isEmbedded() && !started) {
      started = true;
      starter.start();
    }
  }

  /** Ends the probe and takes no more counts, until {@link #resume}. */
  void pause() {
    tell("pause");
  }

  void resume() {
    tell("resume");
  }

  private void tell(String method) {
    awaitLaunch();
    if (embedded == null) {
      return;
    }
    try {
      embedded.getClass().getMethod(method).invoke(embedded);
    } catch (ReflectiveOperationException e) {
      Start.say("the collector's " + method + ": " + cause(e));
    }
  }

  /** Returns when it counts, or cannot, or has been waited for long enough. */
  void awaitCounting() {
    try {
      if (isEmbedded()) {
        long patience = options.time(Option.PROBE_WAIT).toMillis();
        var unused = counting.await(patience, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the last reports, and leaves nothing. */
  void close() {
    close(false);
  }

  /** Makes the last reports, if any are wanted; the JVM ends. */
  void end() {
    close(true);
  }

  private void close(boolean jvmEnds) {
    // The end waits for no probe, and neither does what the application does at its end.
    Gate.open();
    decided.countDown();
    abandoned = true;
    LockSupport.unpark(starter);
    try {
      starter.join();
      if (embedded != null && jvmEnds) {
        var unused = call(calls, embedded);
      } else if (embedded != null) {
        embedded.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      Start.say("the collector's end: " + cause(e));
    }
  }

  /**
   * Has the collector put its lanes into recordings, if there is one. For Flight Recorder's thread.
   */
  @Override
  public Runnable apply(Executor asOwn) {
    awaitLaunch();
    AutoCloseable collector = embedded;
    if (collector != null) {
      try {
        Method record = collector.getClass().getMethod("record", Executor.class);
        return (Runnable) record.invoke(collector, asOwn);
      } catch (ReflectiveOperationException e) {
        Start.say("no lanes in recordings: " + cause(e));
      }
    }
    return () -> {};
  }

  /** It is there as soon as it is launched; a recorder that starts with the JVM finds it so. */
  private void awaitLaunch() {
    try {
      if (isEmbedded() && !abandoned) {
        want();
        var unused = launched.await(LAUNCH_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Throwable cause(Throwable e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private static final class MarkThread implements Runnable {
    @Override
    public void run() {
      Hooks.markThread();
    }
  }

  private static final class Sampling implements DoublePredicate {
    @Override
    public boolean test(double budget) {
      return Hooks.sample(budget);
    }
  }

  private static final class Threads implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
      return new OwnThread(task, "bytetrail");
    }
  }
}
