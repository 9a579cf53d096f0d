package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.OwnThread;
import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Woven classes from where they are kept, or else from the weaver.
 *
 * <p>They are in the agent's jar for the JDKs that it was built beside; for any other, in the
 * user's cache directory from its second start on. When every class is had from there, nothing of
 * Byte Buddy nor of the instrumentations is loaded.
 *
 * <p>What is kept is for exactly one build of the JDK and one of bytetrail: an instrumentation that
 * is added or changed needs no step of its own.
 */
final class Weaving {
  private static final long KEEP_MILLIS = 3000;
  private static final String LOAD_ALL = "io.bytetrail.weave.all";

  private final String identity;
  private final String name;
  private final WovenDirectory directory; // null: nothing is kept
  private final WovenClasses shipped;
  private volatile WovenClasses kept;
  private final List<WovenClasses.Entry> fresh = new ArrayList<>(); // guarded by this
  private final List<String> types;
  private final boolean known;
  private Thread keeper;

  private Weaving(
      String identity,
      String name,
      WovenDirectory directory,
      WovenClasses shipped,
      WovenClasses kept) {
    this.identity = identity;
    this.name = name;
    this.directory = directory;
    this.shipped = shipped;
    this.kept = kept;
    WovenClasses known = shipped.isEmpty() ? kept : shipped;
    this.known = !known.isEmpty();
    this.types = this.known ? List.of(known.types()) : Instrumented.types();
  }

  /** Looks for what there is for this JDK: in the jar, else in the cache directory. */
  static Weaving open(Options options, ClassLoader jar) {
    String identity = JdkBuild.identity(text(jar, "build"));
    String name = JdkBuild.fileName(identity);
    WovenDirectory directory = directory(options);
    WovenClasses shipped = WovenClasses.NONE;
    try {
      byte[] file = content(jar, "woven/" + name);
      if (file != null) {
        shipped = WovenClasses.read(file, identity);
      }
    } catch (IOException e) {
      Start.say("the jar's woven classes are not used: " + e.getMessage());
    }
    // Now, since later it would be in the middle of loading a class that reading needs.
    WovenClasses kept = kept(directory, name, identity);
    return new Weaving(identity, name, directory, shipped, kept);
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
    byte[] found = shipped.find(name, original);
    return found != null ? found : kept.find(name, original);
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

  /** Keeps what had to be woven anew, in a thread of its own, and with it all there is to weave. */
  void keepFresh() {
    if (directory == null || !isFresh()) {
      return;
    }
    keeper = new OwnThread(new Keeper(), "bytetrail-keep");
    keeper.start();
  }

  /** Keeps what was woven since; the thread that weaves the rest has ended, too. */
  void close() {
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
    if (directory != null && isFresh()) {
      write();
    }
  }

  private synchronized void addUnlessThere(WovenClasses.Entry entry) {
    if (find(entry.name(), new byte[0]) == null) {
      fresh.add(entry);
    }
  }

  private synchronized boolean isFresh() {
    return !fresh.isEmpty();
  }

  /** A directory that takes nothing costs the next start its time, and is nobody's trouble else. */
  private synchronized void write() {
    try {
      byte[] file = kept.write(identity, types, fresh);
      directory.write(name, file);
      kept = WovenClasses.read(file, identity);
      fresh.clear();
    } catch (IOException | RuntimeException e) {
      fresh.clear();
    }
  }

  private static WovenClasses kept(WovenDirectory directory, String name, String identity) {
    if (directory == null) {
      return WovenClasses.NONE;
    }
    try {
      return WovenClasses.read(directory.read(name), identity);
    } catch (NoSuchFileException e) {
      return WovenClasses.NONE;
    } catch (IOException | RuntimeException e) {
      Start.say("woven classes that were kept are not used: " + e.getMessage());
      return WovenClasses.NONE;
    }
  }

  /** The option's, else the user's for caches; null for none. */
  private static WovenDirectory directory(Options options) {
    String given = options.get(Option.WEAVE_CACHE);
    if (given.equals("off")) {
      return null;
    }
    try {
      if (!given.isEmpty()) {
        return new WovenDirectory(Path.of(given).toAbsolutePath());
      }
      String caches = System.getenv("XDG_CACHE_HOME");
      Path base =
          caches == null || caches.isEmpty()
              ? Path.of(System.getProperty("user.home", ""), ".cache")
              : Path.of(caches);
      return base.isAbsolute() ? new WovenDirectory(base.resolve("bytetrail")) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String text(ClassLoader jar, String resource) {
    try {
      byte[] content = content(jar, resource);
      return content == null ? "" : new String(content, WovenClasses.CHARSET);
    } catch (IOException e) {
      return "";
    }
  }

  private static byte[] content(ClassLoader jar, String resource) throws IOException {
    try (InputStream in = jar.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
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
      write();
    }
  }
}
