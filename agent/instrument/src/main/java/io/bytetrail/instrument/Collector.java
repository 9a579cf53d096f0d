package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import jdk.internal.misc.Unsafe;

/**
 * The collector within this JVM, if there is one. It starts in a thread of its own while the ledger
 * is made and the JDK's classes are woven, and its failures are said and go no further.
 */
final class Collector implements Runnable, Function<Executor, Runnable> {
  private static final String EMBEDDED = "io.bytetrail.collector.embedded.EmbeddedCalls";

  /** A launch that takes longer hangs; better a few wrong counts than a start that hangs too. */
  private static final long LAUNCH_SECONDS = 3;

  private final Options options;
  private final boolean late;
  private final Internals internals;
  private final Thread starter = new Thread(null, this, "bytetrail-start");
  private final CountDownLatch launched = new CountDownLatch(1);
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile LedgerFile ledger;
  private volatile Runnable watchers;
  private volatile AutoCloseable embedded;

  private Collector(Options options, boolean late, Internals internals) {
    this.options = options;
    this.late = late;
    this.internals = internals;
  }

  /**
   * Starts it, and the probe with it; nothing of the ledger or the hooks is needed for that.
   *
   * @param late whether the application runs already
   */
  static Collector start(Options options, boolean late, Internals internals) {
    Collector collector = new Collector(options, late, internals);
    if (options.get(Option.COLLECTOR).equals("embedded")) {
      collector.starter.setDaemon(true);
      collector.starter.start();
    } else {
      collector.launched.countDown();
    }
    return collector;
  }

  @Override
  public void run() {
    try {
      Class<?> type = Class.forName(EMBEDDED);
      Map<String, String> given = new HashMap<>(options.given());
      if (late) {
        given.put("late", "true");
      }
      embedded = call(type, given, new MarkThread(), internals.launcher());
      launched.countDown();
      decided.await();
      if (ledger != null) {
        Hooks.markThread();
        // The memory too: a mapping of its own would have to be got rid of.
        var unused = call(type, embedded, ledger.path().toString(), ledger.memory(), watchers);
      }
    } catch (ClassNotFoundException e) {
      // A jar without a collector: the ledger is for others to read.
    } catch (Throwable e) {
      Start.say("no collector: " + cause(e));
    } finally {
      launched.countDown();
    }
  }

  /** Without reflection's method handles, which are 10 ms at a start on 25. */
  @SuppressWarnings("unchecked")
  private static AutoCloseable call(Class<?> calls, Object... arguments)
      throws InstantiationException {
    Object function = Unsafe.getUnsafe().allocateInstance(calls);
    return ((Function<Object[], AutoCloseable>) function).apply(arguments);
  }

  /**
   * Has it count in this ledger, now that the hooks can. Returns when the collector's threads do
   * nothing more that a hook would count as the application's.
   *
   * @param watchers is run once a period
   */
  void begin(LedgerFile ledger, Runnable watchers) {
    this.watchers = watchers;
    this.ledger = ledger;
    decided.countDown();
    try {
      var unused = launched.await(LAUNCH_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
    if (embedded == null) {
      return;
    }
    try {
      embedded.getClass().getMethod(method).invoke(embedded);
    } catch (ReflectiveOperationException e) {
      Start.say("the collector's " + method + ": " + cause(e));
    }
  }

  /** Returns when the collector is ready, or could not be started. */
  void awaitStart() {
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the last reports. */
  void close() {
    decided.countDown();
    awaitStart();
    try {
      if (embedded != null) {
        embedded.close();
      }
    } catch (Throwable e) {
      Start.say("the collector's end: " + cause(e));
    }
  }

  /**
   * Has the collector put its lanes into recordings, if there is one. For Flight Recorder's thread.
   */
  @Override
  public Runnable apply(Executor asOwn) {
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

  private static Throwable cause(Throwable e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private static final class MarkThread implements Runnable {
    @Override
    public void run() {
      Hooks.markThread();
    }
  }
}
