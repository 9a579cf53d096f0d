package io.bytetrail.instrument;

import io.bytetrail.hooks.Build;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.internal.misc.Unsafe;

/**
 * Puts the ledger and the hooks where the JDK's own classes can see them: in the boot loader.
 *
 * <p>By {@code Unsafe}, because {@code appendToBootstrapClassLoaderSearch} makes the JVM print a
 * warning about class data sharing. A class defined so must not need one that comes later, so the
 * jar's index has superclasses first, and nothing is used before all are there.
 */
final class BootClasses {
  private static final String INTERNALS = "jdk.internal.misc";
  private static final String INDEX = "boot/index";

  private BootClasses() {}

  /**
   * Defines them all; the first needs no access to the JDK's internals, the others may. They stay
   * for the JVM's life: when they are there already, they must be this jar's.
   */
  static void define(Instrumentation instrumentation, ClassLoader jar) throws IOException {
    exportInternals(instrumentation, BootClasses.class.getModule());
    List<String> names = names(jar);
    List<byte[]> classes = new ArrayList<>();
    long build = 0;
    for (String name : names) {
      byte[] bytes = read(jar, "boot/" + name + ".class");
      classes.add(bytes);
      build = 31 * build + Arrays.hashCode(bytes);
    }
    if (areDefined()) {
      if (Build.identity() != build) {
        throw new IOException(
            "this JVM has the hooks of another build of bytetrail, which was removed; take that"
                + " build's jar, or start the JVM anew");
      }
      return;
    }
    Module boot = define(names.get(0), classes.get(0)).getModule();
    exportInternals(instrumentation, boot);
    for (int i = 1; i < names.size(); i++) {
      define(names.get(i), classes.get(i));
    }
    Build.identity(build);
  }

  /** Not by asking our own loader, which would have one of its own. */
  private static boolean areDefined() {
    try {
      Class.forName("io.bytetrail.hooks.Build", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void exportInternals(Instrumentation instrumentation, Module module) {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(INTERNALS, Set.of(module)),
        Map.of(),
        Set.of(),
        Map.of());
  }

  private static List<String> names(ClassLoader jar) throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : new String(read(jar, INDEX), StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isBlank()) {
        names.add(line.strip());
      }
    }
    return names;
  }

  private static Class<?> define(String name, byte[] bytes) {
    return Unsafe.getUnsafe().defineClass(name, bytes, 0, bytes.length, null, null);
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
