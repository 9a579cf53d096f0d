package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.Switch;
import io.bytetrail.instrument.jfr.FlightRecordings;
import io.bytetrail.instrument.trace.Watchers;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.ledger.LedgerSettings;
import io.bytetrail.ledger.LedgerWriter;
import io.bytetrail.ledger.Mapping;
import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent in this JVM, from its start to its removal. One thread at a time may use it.
 *
 * <p>May be touched only when the hooks' classes are there.
 */
final class Running {
  /** Time for calls that are inside when the classes are restored; some sit there for hours. */
  private static final Duration CALLS = Duration.ofMillis(250);

  /** Time for our own threads to end, and for others to be scheduled out of a hook. */
  private static final Duration RELEASE = Duration.ofSeconds(15);

  private final Options options;
  private final LedgerFile file;
  private final LedgerWriter writer;
  private final Collector collector;
  private final Weaving weaving;
  private final Shutdown shutdown;
  private Transformer transformer;
  private FlightRecordings recordings;
  private final Watchers watchers;
  private boolean off;

  private Running(
      Options options,
      LedgerFile file,
      LedgerWriter writer,
      Collector collector,
      Weaving weaving,
      Watchers watchers) {
    this.options = options;
    this.file = file;
    this.writer = writer;
    this.collector = collector;
    this.weaving = weaving;
    this.watchers = watchers;
    shutdown = new Shutdown(options, file, writer, collector, weaving, watchers);
  }

  static Running start(
      Options options,
      Instrumentation instrumentation,
      Collector collector,
      Weaving weaving,
      Internals internals,
      boolean late)
      throws IOException, UnmodifiableClassException {
    LedgerSettings settings = ThisProcess.settings(options);
    Mapping.by(internals.mapper());
    LedgerFile file = LedgerFile.create(directories(options), settings);
    if (options.isGiven(Option.LEDGER_DIR) && !file.refusals().isEmpty()) {
      Start.say(
          "ledger.dir " + options.get(Option.LEDGER_DIR) + " is not used: " + file.refusals());
    }
    long slots = Hooks.allocateSlots();
    LedgerWriter writer = new LedgerWriter(file.memory(), settings, slots, Hooks.SLOT_COUNT);
    Hooks.foldSites(options.number(Option.SITE_DEPTH), options.get(Option.SITE_SKIP));
    Hooks.install(file.memory(), writer, slots, Hooks.SLOT_COUNT);
    Watchers watchers = new Watchers(file.path(), settings.pid());
    Running running = new Running(options, file, writer, collector, weaving, watchers);
    try {
      running.begin(instrumentation, late);
    } catch (Throwable e) {
      running.remove();
      throw e;
    }
    return running;
  }

  private void begin(Instrumentation instrumentation, boolean late)
      throws UnmodifiableClassException {
    // What this loads once the hooks are live is not the application's.
    long paused = Hooks.pause();
    try {
      collector.begin(file, watchers);
      Runtime.getRuntime().addShutdownHook(shutdown);
      weaving.loadAllIfAsked();
      if (late) {
        // Its calls go on meanwhile: the kernel is to see what the hooks do.
        collector.awaitCounting();
      }
      transformer = Transformer.install(instrumentation, weaving);
      recordings = FlightRecordings.listen(collector);
      writer.state(LedgerDescriptor.STATE_RUNNING);
      weaving.keepFresh();
    } finally {
      Hooks.resume(paused);
    }
  }

  boolean isOff() {
    return off;
  }

  Path ledger() {
    return file.path();
  }

  /** Restores the classes and ends the probe; what was counted is kept. */
  void off() throws UnmodifiableClassException {
    transformer.uninstall();
    await(CALLS, () -> !Switch.isInCall());
    collector.pause();
    Switch.off();
    off = true;
  }

  void on() throws UnmodifiableClassException {
    Switch.on();
    collector.resume();
    transformer.reinstall();
    off = false;
  }

  /**
   * Takes everything out of the JVM, down to the memory.
   *
   * @return the threads that would not leave a hook, so that the memory has to stay: mostly none
   */
  List<String> remove() throws UnmodifiableClassException, IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdown);
    } catch (IllegalStateException e) {
      throw new IOException("not removed: the JVM is about to end, and does it by itself", e);
    }
    if (!off && transformer != null) {
      transformer.uninstall();
      await(CALLS, () -> !Switch.isInCall());
    }
    end();
    writer.state(LedgerDescriptor.STATE_ENDED);
    if (!options.get(Option.LEDGER_KEEP).equals("true")) {
      file.delete();
    }
    Mapping.by(null);
    Switch.off();
    safepoint();
    return await(RELEASE, Switch::release) ? List.of() : Switch.claimants();
  }

  /** In a thread of its own, which is bytetrail's to its end. */
  private void end() {
    Thread end = new Thread(null, this::endAll, shutdown.getName());
    end.start();
    try {
      end.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endAll() {
    Hooks.markThread();
    try {
      // First: Flight Recorder asks the collector for its lanes.
      if (recordings != null) {
        recordings.close();
      }
    } catch (Throwable e) {
      Start.say("Flight Recorder: " + e);
    }
    watchers.close();
    collector.close();
    weaving.close();
  }

  /** Every thread has been at a safepoint when this returns: traces are taken at one. */
  private static void safepoint() {
    var unused = Thread.getAllStackTraces();
  }

  private interface Condition {
    boolean holds();
  }

  private static boolean await(Duration patience, Condition condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return condition.holds();
      }
    }
    return true;
  }

  private static List<Path> directories(Options options) {
    List<Path> directories = new ArrayList<>();
    for (String name :
        new String[] {
          options.get(Option.LEDGER_DIR),
          Option.LEDGER_DIR.fallback(),
          System.getProperty("java.io.tmpdir")
        }) {
      try {
        Path directory = Path.of(name);
        if (!directories.contains(directory)) {
          directories.add(directory);
        }
      } catch (InvalidPathException e) {
        Start.say("ledger.dir: " + e.getMessage());
      }
    }
    return directories;
  }
}
