package io.bytetrail.hooks;

import io.bytetrail.hooks.Installation.Constants;
import java.lang.StackWalker.StackFrame;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the site of the running thread's call: the first frame outside the JDK. */
final class Sites {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();
  private static final ConcurrentHashMap<Place, Site> SITES = new ConcurrentHashMap<>();

  private Sites() {}

  /** Loads what a walk needs. */
  static void warmUp() {
    SITES.get(new Place(text(WALKER.walk(new Caller())), "", 0));
  }

  static void forgetAll() {
    SITES.clear();
  }

  static Site current() {
    StackFrame frame = WALKER.walk(new Caller());
    Place place = new Place(frame.getClassName(), frame.getMethodName(), frame.getByteCodeIndex());
    Site site = SITES.get(place);
    return site != null ? site : add(place, text(frame));
  }

  private static Site add(Place place, String text) {
    Installation.LOCK.lock();
    try {
      Site site = SITES.get(place);
      if (site == null) {
        site = new Site(Constants.WRITER.addSite(text, ""));
        SITES.put(place, site);
      }
      return site;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** As a stack trace has it, without the names of class loaders and modules. */
  private static String text(StackFrame frame) {
    String file = frame.getFileName();
    int line = frame.getLineNumber();
    String where = file == null ? "Unknown Source" : line < 0 ? file : file + ":" + line;
    return frame.getClassName() + "." + frame.getMethodName() + "(" + where + ")";
  }

  /** By name: a reference to the class would keep its loader from being unloaded. */
  private record Place(String className, String method, int byteCodeIndex) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Place place
          && place.byteCodeIndex == byteCodeIndex
          && place.method.equals(method)
          && place.className.equals(className);
    }

    @Override
    public int hashCode() {
      return (className.hashCode() * 31 + method.hashCode()) * 31 + byteCodeIndex;
    }
  }

  /** A class, not a lambda: linking one would run in the middle of somebody's first read. */
  private static final class Caller
      implements Function<Stream<StackFrame>, StackFrame>, Predicate<StackFrame> {
    private StackFrame first;
    private StackFrame aboveInputOutput;

    @Override
    public StackFrame apply(Stream<StackFrame> frames) {
      StackFrame application = frames.filter(this).findFirst().orElse(null);
      if (application != null) {
        return application;
      }
      return aboveInputOutput != null ? aboveInputOutput : first;
    }

    @Override
    public boolean test(StackFrame frame) {
      Class<?> type = frame.getDeclaringClass();
      ClassLoader loader = type.getClassLoader();
      if (loader != null && loader != PLATFORM) {
        return true;
      }
      String name = type.getPackageName();
      if (first == null && !name.startsWith("io.bytetrail")) {
        first = frame;
      }
      if (aboveInputOutput == null && first != null && !isInputOutput(name)) {
        aboveInputOutput = frame;
      }
      return false;
    }

    private static boolean isInputOutput(String name) {
      return name.equals("java.io") || name.startsWith("java.nio") || name.startsWith("sun.nio");
    }
  }
}
