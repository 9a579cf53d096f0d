package io.bytetrail.instrument;

import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where woven classes may be had from: the agent's jar, and the user's cache directory. Read at a
 * start in a thread beside, while the hooks are defined; so it names none of their classes.
 */
final class WovenSources implements Runnable {
  private static final String WOVEN = "woven/";

  /** In the jar: the names of all that the build wove, a line each. */
  private static final String INDEX = WOVEN + "index";

  private final ClassLoader jar;
  private final String directory; // null: nothing is kept
  private final String build;
  private final String identity;
  private final String name;
  private final Thread reader = new Thread(null, this, "bytetrail-woven", 0, false);
  private final List<WovenClasses> others = new ArrayList<>();
  private WovenClasses shipped = WovenClasses.NONE;
  private volatile WovenClasses kept = WovenClasses.NONE;
  private Throwable failure;

  private WovenSources(Options options, ClassLoader jar) {
    this.jar = jar;
    directory = directory(options);
    build = text("build");
    identity = JdkBuild.identity(build);
    name = JdkBuild.fileName(identity);
  }

  /** Begins to read what there is for this JDK. */
  static WovenSources open(Options options, ClassLoader jar) {
    WovenSources sources = new WovenSources(options, jar);
    sources.reader.setDaemon(true);
    sources.reader.start();
    return sources;
  }

  /** All of it now: later it would be in the middle of loading a class that reading needs. */
  @Override
  public void run() {
    try {
      shipped = shipped();
      kept = kept();
      if (shipped.isEmpty() && !kept.isWhole()) {
        addOthers();
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Returns when all is read, as far as it can be. */
  WovenSources await() {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      Start.say("woven classes are not used: " + failure);
    }
    return this;
  }

  /** What is kept of this name and original, for exactly this JDK; null for nothing. */
  byte[] find(String name, byte[] original) {
    byte[] found = shipped.find(name, original);
    return found != null ? found : kept.find(name, original);
  }

  /** The same from other builds of this release: for whatever they have not changed. */
  byte[] findInOthers(String name, byte[] original) {
    for (WovenClasses other : others) {
      byte[] found = other.findSame(name, original);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The internal names of all types that are woven in this release; null where none is known. */
  String[] types() {
    WovenClasses known =
        !shipped.isEmpty() ? shipped : !kept.isEmpty() || others.isEmpty() ? kept : others.get(0);
    return known.isEmpty() ? null : known.types();
  }

  boolean isKeeping() {
    return directory != null;
  }

  /** Keeps these beside what is kept already. */
  void keep(List<String> types, List<WovenClasses.Entry> more) throws IOException {
    byte[] file = kept.write(identity, types, more);
    new WovenDirectory(Path.of(directory)).write(name, file);
    kept = WovenClasses.read(file, identity);
  }

  private WovenClasses shipped() {
    try {
      byte[] file = content(WOVEN + name);
      return file == null ? WovenClasses.NONE : WovenClasses.read(file, identity);
    } catch (IOException e) {
      Start.say("the jar's woven classes are not used: " + e.getMessage());
      return WovenClasses.NONE;
    }
  }

  private WovenClasses kept() {
    // Mostly there is none, and to be sure whose it is loads thirty classes.
    if (directory == null
        || !(shipped.isEmpty() ? new File(directory) : new File(directory, name)).exists()) {
      return WovenClasses.NONE;
    }
    try {
      return WovenClasses.read(new WovenDirectory(Path.of(directory)).read(name), identity);
    } catch (NoSuchFileException e) {
      return WovenClasses.NONE;
    } catch (IOException | RuntimeException e) {
      Start.say("woven classes that were kept are not used: " + e.getMessage());
      return WovenClasses.NONE;
    }
  }

  private void addOthers() {
    String release = JdkBuild.release(build);
    for (String other : text(INDEX).split("\n", -1)) {
      try {
        byte[] file = other.isBlank() ? null : content(WOVEN + other.strip());
        WovenClasses classes =
            file == null ? WovenClasses.NONE : WovenClasses.readOfRelease(file, release);
        if (!classes.isEmpty()) {
          others.add(classes);
        }
      } catch (IOException e) {
        Start.say("the jar's woven classes are not used: " + e.getMessage());
      }
    }
  }

  /** The option's, else the user's for caches; null for none. */
  private static String directory(Options options) {
    String given = options.get(Option.WEAVE_CACHE);
    if (given.equals("off")) {
      return null;
    }
    try {
      if (!given.isEmpty()) {
        return Path.of(given).toAbsolutePath().toString();
      }
      String caches = System.getenv("XDG_CACHE_HOME");
      Path base =
          caches == null || caches.isEmpty()
              ? Path.of(System.getProperty("user.home", ""), ".cache")
              : Path.of(caches);
      return base.isAbsolute() ? base.resolve("bytetrail").toString() : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private String text(String resource) {
    try {
      byte[] content = content(resource);
      return content == null ? "" : new String(content, WovenClasses.CHARSET);
    } catch (IOException e) {
      return "";
    }
  }

  private byte[] content(String resource) throws IOException {
    try (InputStream in = jar.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
