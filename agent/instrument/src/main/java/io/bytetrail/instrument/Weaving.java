package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.OwnThread;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Woven classes from where they are kept, or else from the weaver.
 *
 * <p>They are in the agent's jar for the JDKs that it was built beside; for any other, in the
 * user's cache directory from its second start on. When every class is had from there, nothing of
 * Byte Buddy nor of the instrumentations is loaded.
 *
 * <p>What is kept is for exactly one build of the JDK and one of bytetrail: an instrumentation that
 * is added or changed needs no step of its own. On a build of the JDK that is not known, what the
 * jar has for others of its release serves for every class whose file is the same, and only the
 * rest is woven.
 */
final class Weaving {
  private static final long KEEP_MILLIS = 3000;
  private static final long REST = TimeUnit.SECONDS.toNanos(2);
  private static final String LOAD_ALL = "io.bytetrail.weave.all";

  private final WovenSources sources;
  private final List<WovenClasses.Entry> fresh = new ArrayList<>(); // guarded by this
  private final List<WovenClasses.Entry> borrowed = new ArrayList<>(); // guarded by this
  private final List<String> types;
  private final boolean known;
  private Thread keeper;
  private boolean closing; // guarded by this

  /** With what these have, which have been read. */
  Weaving(WovenSources sources) {
    this.sources = sources;
    String[] known = sources.types();
    this.known = known != null;
    types = this.known ? List.of(known) : Instrumented.types();
  }

  /**
   * Loads every type to weave that is not loaded yet. What the JVM hands out of a class that was
   * loaded before the transformer came is not its file but made from what it has in memory. The
   * build asks for this, so that the jar has both.
   */
  void loadAllIfAsked() {
    if (!Boolean.getBoolean(LOAD_ALL)) {
      return;
    }
    for (String type : types) {
      try {
        var unused = Class.forName(type.replace('/', '.'), false, null);
      } catch (ClassNotFoundException | LinkageError e) {
        // Not in this JDK.
      }
    }
  }

  /** The internal names of all types to weave. */
  List<String> types() {
    return types;
  }

  /** Whether the weaver is likely to be needed. */
  boolean needsWeaver() {
    return !known;
  }

  /** What is kept of this name and original; null for nothing. */
  byte[] find(String name, byte[] original) {
    byte[] found = sources.find(name, original);
    if (found == null) {
      found = sources.findInOthers(name, original);
      if (found != null) {
        borrow(new WovenClasses.Entry(name, original, found));
      }
    }
    return found;
  }

  private synchronized void borrow(WovenClasses.Entry entry) {
    for (WovenClasses.Entry before : borrowed) {
      if (before.isSame(entry)) {
        return;
      }
    }
    borrowed.add(entry);
  }

  /** The woven class file of one of the types; null if it has none of the methods. */
  byte[] weave(String name, byte[] original) {
    byte[] woven = find(name, original);
    if (woven == null) {
      woven = Instrumented.weave(name, original);
      synchronized (this) {
        fresh.add(new WovenClasses.Entry(name, original, woven));
      }
    }
    return woven.length == 0 ? null : woven;
  }

  /**
   * Keeps what had to be woven anew, or was had from another build's, and with it all there is to
   * weave: in a thread of its own, when the application has had its start.
   */
  void keepFresh() {
    if (!sources.isKeeping() || !isNew()) {
      return;
    }
    keeper = new OwnThread(new Keeper(), "bytetrail-keep");
    keeper.start();
  }

  /** Keeps what was woven since; the thread that weaves the rest has ended, too. */
  void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      if (keeper != null) {
        keeper.join(Boolean.getBoolean(LOAD_ALL) ? 0 : KEEP_MILLIS);
      }
      keepRest();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Keeps what was woven since; the JVM ends, and does not wait for the rest to be woven. What is
   * missing then is woven by the start that needs it.
   */
  void end() {
    if (Boolean.getBoolean(LOAD_ALL)) {
      close();
    } else {
      keepRest();
    }
  }

  private void keepRest() {
    if (sources.isKeeping() && isFresh()) {
      write(List.of());
    }
  }

  private synchronized void addUnlessThere(WovenClasses.Entry entry) {
    if (find(entry.name(), new byte[0]) == null) {
      fresh.add(entry);
    }
  }

  /** Waits until the application has had its start; false if this is closed before. */
  private synchronized boolean awaitRest() throws InterruptedException {
    long end = System.nanoTime() + REST;
    while (!closing && !Boolean.getBoolean(LOAD_ALL)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return true;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !closing || Boolean.getBoolean(LOAD_ALL);
  }

  private synchronized boolean isFresh() {
    return !fresh.isEmpty();
  }

  private synchronized boolean isNew() {
    return !fresh.isEmpty() || !borrowed.isEmpty();
  }

  /** A directory that takes nothing costs the next start its time, and is nobody's trouble else. */
  private synchronized void write(List<WovenClasses.Entry> more) {
    List<WovenClasses.Entry> all = new ArrayList<>(more);
    all.addAll(fresh);
    all.addAll(borrowed);
    fresh.clear();
    borrowed.clear();
    try {
      sources.keep(types, all);
    } catch (IOException | RuntimeException e) {
      // As said above.
    }
  }

  /** What is loaded only where something must be woven. */
  private static final class Instrumented {
    private static List<String> types() {
      List<String> types = new ArrayList<>();
      for (TypeInstrumentation type : Instrumentations.ALL) {
        types.add(type.type().replace('.', '/'));
      }
      return types;
    }

    private static byte[] weave(String name, byte[] original) {
      for (TypeInstrumentation type : Instrumentations.ALL) {
        if (type.type().replace('.', '/').equals(name)) {
          byte[] woven = Weaver.weave(type, original);
          return woven == null ? new byte[0] : woven;
        }
      }
      throw new IllegalArgumentException("nothing is woven into " + name);
    }
  }

  /**
   * Weaves what is not woven yet, from the files that the JVM will load it from, and writes all.
   */
  private final class Keeper implements Runnable {
    @Override
    public void run() {
      Hooks.markThread();
      try {
        if (!awaitRest()) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
      for (WovenClasses.Entry caller : InternalsMaker.make()) {
        addUnlessThere(caller);
      }
      for (String type : types) {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(type + ".class")) {
          if (in != null) {
            var unused = weave(type, in.readAllBytes());
          }
        } catch (IOException | RuntimeException | LinkageError e) {
          // The start that needs it will see it too.
        }
      }
      write(List.of(WovenClasses.whole()));
    }
  }
}
