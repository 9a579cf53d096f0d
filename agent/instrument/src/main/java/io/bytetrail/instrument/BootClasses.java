package io.bytetrail.instrument;

import io.bytetrail.hooks.Build;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import jdk.internal.misc.Unsafe;

/**
 * Puts the ledger and the hooks where the JDK's own classes can see them: in the boot loader.
 *
 * <p>By {@code Unsafe}, because {@code appendToBootstrapClassLoaderSearch} makes the JVM print a
 * warning about class data sharing. A class defined so must not need one that comes later, so the
 * jar has superclasses first, and nothing is used before all are there.
 */
final class BootClasses {
  private static final String UNSAFE = "jdk.internal.misc";

  /** What {@link Internals} needs. */
  private static final String ACCESS = "jdk.internal.access";

  private static final String CLEANER = "jdk.internal.ref";

  /** Each class's name, 2 bytes of length before it; then its file, 4 bytes of length before. */
  private static final String ALL = "boot/all";

  private static final String BUILD = "build";

  private BootClasses() {}

  /**
   * Defines them all; the first needs no access to the JDK's internals, the others may. They stay
   * for the JVM's life: when they are there already, they must be this jar's.
   */
  static void define(Instrumentation instrumentation, ClassLoader jar) throws IOException {
    Set<Module> us = Set.of(BootClasses.class.getModule());
    export(instrumentation, Map.of(UNSAFE, us, ACCESS, us, CLEANER, us));
    String build = new String(read(jar, BUILD), StandardCharsets.UTF_8);
    if (areDefined()) {
      if (!build.equals(Build.identity())) {
        throw new IOException(
            "this JVM has the hooks of another build of bytetrail, which was removed; take that"
                + " build's jar, or start the JVM anew");
      }
      return;
    }
    byte[] all = read(jar, ALL);
    ByteBuffer next = ByteBuffer.wrap(all);
    Module boot = define(all, next).getModule();
    export(instrumentation, Map.of(UNSAFE, Set.of(boot)));
    while (next.hasRemaining()) {
      define(all, next);
    }
    Build.identity(build);
  }

  /** Not by asking our own loader, which would have one of its own. */
  private static boolean areDefined() {
    try {
      return Class.forName("io.bytetrail.hooks.Build", false, null) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void export(Instrumentation instrumentation, Map<String, Set<Module>> packages) {
    instrumentation.redefineModule(
        Object.class.getModule(), Set.of(), packages, Map.of(), Set.of(), Map.of());
  }

  private static Class<?> define(byte[] all, ByteBuffer next) {
    int nameLength = next.getShort();
    String name = new String(all, next.position(), nameLength, StandardCharsets.UTF_8);
    next.position(next.position() + nameLength);
    int length = next.getInt();
    int offset = next.position();
    next.position(offset + length);
    return Unsafe.getUnsafe().defineClass(name, all, offset, length, null, null);
  }

  private static byte[] read(ClassLoader jar, String name) throws IOException {
    try (InputStream in = jar.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the agent's jar has no " + name);
      }
      return in.readAllBytes();
    }
  }
}
