package io.bytetrail.hooks;

/**
 * Classes of the JDK that it first needs somewhere inside a call which is followed, and that are
 * not in its shared archive. The JVM reads them from its image in the thread that makes the call:
 * two system calls each, which the kernel would count in the call's lane.
 */
final class EarlyClasses {
  private static final String[] NAMES = {
    "jdk.internal.misc.ScopedMemoryAccess$Scope", // 17
    "java.lang.foreign.MemorySegment$Scope", // 21 and later
    "jdk.internal.foreign.MemorySessionImpl",
  };

  private EarlyClasses() {}

  /** Loads those that this JDK has. */
  static void load() {
    for (String name : NAMES) {
      try {
        var unused = Class.forName(name, false, null);
      } catch (ClassNotFoundException e) {
        // Another JDK's.
      }
    }
  }
}
