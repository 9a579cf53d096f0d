package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.options.Options;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * Starts the agent: options, ledger, hooks, weaving, and beside all that the collector.
 *
 * <p>Whatever fails is said on standard error, and the application starts all the same.
 */
public final class Start {
  private static volatile Running running; // set under the class's lock, like all here
  private static boolean failed;
  private static boolean pausing;
  private static long paused;
  private static volatile Reply reply;

  private Start() {}

  /** What the agent's entry class calls from {@code premain}. */
  public static synchronized void start(String arguments, Instrumentation instrumentation) {
    if (running == null && !failed) {
      begin(arguments(arguments), instrumentation, false);
    }
  }

  /**
   * What it calls from {@code agentmain}: as at a start, or, behind an {@code @}, the file with an
   * {@link Order}.
   */
  public static synchronized void attach(String arguments, Instrumentation instrumentation) {
    if (arguments == null || !arguments.startsWith("@")) {
      if (running == null) {
        begin(arguments(arguments), instrumentation, true);
      } else {
        say("runs already in this JVM");
      }
      return;
    }
    pause();
    try (Reply answer = new Reply(arguments.substring(1))) {
      reply = answer;
      follow(Order.read(arguments.substring(1)), instrumentation);
    } catch (IOException e) {
      reply = null;
      say(reason(e));
    } finally {
      reply = null;
      resume();
    }
  }

  /** Until {@link #resume}, nothing this thread does is the application's. */
  private static void pause() {
    pausing = running != null;
    if (pausing) {
      paused = Hooks.pause();
    }
  }

  /** Gives up this thread's claim to the memory, too. */
  static void resume() {
    if (pausing) {
      pausing = false;
      Hooks.resume(paused);
    }
  }

  private static void follow(Order order, Instrumentation instrumentation) {
    try {
      order.follow(instrumentation);
    } catch (Throwable e) {
      say(reason(e));
    }
  }

  /** The agent in this JVM, or null. */
  static Running running() {
    return running;
  }

  static void removed() {
    running = null;
  }

  static void begin(Iterable<String> arguments, Instrumentation instrumentation, boolean late) {
    try {
      Options options = Options.resolveEach(arguments, System.getProperties(), System.getenv());
      for (String problem : options.problems()) {
        say(problem);
      }
      ClassLoader jar = Start.class.getClassLoader();
      WovenSources sources = WovenSources.open(options, jar);
      BootClasses.define(instrumentation, jar);
      Weaving weaving = new Weaving(sources.await());
      Internals internals = new Internals(weaving);
      // Where it is wanted, first of all: that the kernel takes the probe's programs takes longest.
      Collector collector = Collector.start(options, late, internals);
      if (weaving.needsWeaver()) {
        Rehearsal.start();
      }
      try {
        running = Running.start(options, instrumentation, collector, weaving, internals, late);
        collector.applicationBegins();
      } catch (Throwable e) {
        collector.close();
        throw e;
      }
    } catch (Throwable e) {
      failed = true;
      say("not started: " + reason(e));
    }
  }

  private static Iterable<String> arguments(String arguments) {
    return Options.split(arguments);
  }

  private static String reason(Throwable e) {
    return e instanceof IOException ? e.getMessage() : e.toString();
  }

  /** What has been done, to whoever gave the order for it. */
  static void done(String what) {
    reply.say("ok " + what);
  }

  /** To whoever gave the order, else on standard error. */
  static void say(String message) {
    Reply answer = reply;
    if (answer != null) {
      answer.say("note " + message);
    } else {
      System.err.println("bytetrail: " + message);
    }
  }
}
