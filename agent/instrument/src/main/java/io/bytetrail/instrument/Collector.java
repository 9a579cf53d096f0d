package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The collector within this JVM, if there is one. It starts in a thread of its own while the JDK's
 * classes are woven, and its failures are said and go no further.
 */
final class Collector implements Runnable {
  private static final String EMBEDDED = "io.bytetrail.collector.embedded.Embedded";

  private final Options options;
  private final Path ledger;
  private final Thread starter = new Thread(null, this, "bytetrail-start");
  private AutoCloseable embedded;

  private Collector(Options options, Path ledger) {
    this.options = options;
    this.ledger = ledger;
  }

  static Collector start(Options options, Path ledger) {
    Collector collector = new Collector(options, ledger);
    if (options.get(Option.COLLECTOR).equals("embedded")) {
      collector.starter.setDaemon(true);
      collector.starter.start();
    }
    return collector;
  }

  @Override
  public void run() {
    Hooks.markThread();
    try {
      Class<?> type = Class.forName(EMBEDDED);
      Map<String, String> given = new HashMap<>(options.given());
      Runnable mark = new MarkThread();
      embedded =
          (AutoCloseable)
              type.getMethod("start", Map.class, String.class, Runnable.class)
                  .invoke(null, given, ledger.toString(), mark);
    } catch (ClassNotFoundException e) {
      // A jar without a collector: the ledger is for others to read.
    } catch (Throwable e) {
      Start.say("no collector: " + cause(e));
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
    awaitStart();
    try {
      if (embedded != null) {
        embedded.close();
      }
    } catch (Throwable e) {
      Start.say("the collector's end: " + cause(e));
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
}
