package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.instrument.jfr.FlightRecordings;
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
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the agent: options, ledger, hooks, weaving, and beside all that the collector.
 *
 * <p>Whatever fails is said on standard error, and the application starts all the same.
 */
public final class Start {
  private static boolean started;

  private Start() {}

  /** What the agent's entry class calls, from {@code premain} or {@code agentmain}. */
  public static synchronized void start(String arguments, Instrumentation instrumentation) {
    if (started) {
      return;
    }
    started = true;
    try {
      BootClasses.define(instrumentation, Start.class.getClassLoader());
      Options options = Options.resolve(arguments, System.getProperties(), System.getenv());
      for (String problem : options.problems()) {
        say(problem);
      }
      Weaving weaving = Weaving.open(options, Start.class.getClassLoader());
      Internals internals = new Internals(weaving);
      // First of all: that the kernel takes the probe's programs takes longest.
      Collector collector = Collector.start(options, internals);
      if (weaving.needsWeaver()) {
        Rehearsal.start();
      }
      try {
        Running.start(options, instrumentation, collector, weaving, internals);
      } catch (Throwable e) {
        collector.close();
        throw e;
      }
    } catch (Throwable e) {
      say("not started: " + (e instanceof IOException ? e.getMessage() : e.toString()));
    }
  }

  static void say(String message) {
    System.err.println("bytetrail: " + message);
  }

  /** What may be touched only when the hooks' classes are there. */
  private static final class Running {
    private static void start(
        Options options,
        Instrumentation instrumentation,
        Collector collector,
        Weaving weaving,
        Internals internals)
        throws IOException, UnmodifiableClassException {
      LedgerSettings settings = ThisProcess.settings(options);
      Mapping.by(internals.mapper());
      LedgerFile file = LedgerFile.create(directories(options), settings);
      if (options.isGiven(Option.LEDGER_DIR) && !file.refusals().isEmpty()) {
        say("ledger.dir " + options.get(Option.LEDGER_DIR) + " is not used: " + file.refusals());
      }
      long slots = Hooks.allocateSlots();
      LedgerWriter writer = new LedgerWriter(file.memory(), settings, slots, Hooks.SLOT_COUNT);
      Hooks.foldSites(options.number(Option.SITE_DEPTH), options.get(Option.SITE_SKIP));
      Hooks.install(file.memory(), writer, slots, Hooks.SLOT_COUNT);
      collector.begin(file.path());
      Runtime.getRuntime().addShutdownHook(new Shutdown(options, file, writer, collector, weaving));
      weaving.loadAllIfAsked();
      Transformer.install(instrumentation, weaving);
      listenToRecordings(collector);
      writer.state(LedgerDescriptor.STATE_RUNNING);
      weaving.keepFresh();
      collector.awaitStart();
    }

    /** The hooks are live: what this loads is not to be counted as the application's. */
    private static void listenToRecordings(Collector collector) {
      long paused = Hooks.pause();
      try {
        var unused = FlightRecordings.listen(collector);
      } finally {
        Hooks.resume(paused);
      }
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
          say("ledger.dir: " + e.getMessage());
        }
      }
      return directories;
    }
  }
}
