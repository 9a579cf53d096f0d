package io.bytetrail.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  private static final String UNSAFE = "jdk.internal.misc";

  /** What {@link Internals} needs. */
  private static final String ACCESS = "jdk.internal.access";

  private static final String CLEANER = "jdk.internal.ref";
  private static final String INDEX = "boot/index";

  private BootClasses() {}

  /** Defines them all; the first needs no access to the JDK's internals, the others may. */
  static void define(Instrumentation instrumentation, ClassLoader jar) throws IOException {
    Set<Module> us = Set.of(BootClasses.class.getModule());
    export(instrumentation, Map.of(UNSAFE, us, ACCESS, us, CLEANER, us));
    List<String> names = names(jar);
    Module boot = define(jar, names.get(0)).getModule();
    export(instrumentation, Map.of(UNSAFE, Set.of(boot)));
    for (String name : names.subList(1, names.size())) {
      define(jar, name);
    }
  }

  private static void export(Instrumentation instrumentation, Map<String, Set<Module>> packages) {
    instrumentation.redefineModule(
        Object.class.getModule(), Set.of(), packages, Map.of(), Set.of(), Map.of());
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

  private static Class<?> define(ClassLoader jar, String name) throws IOException {
    byte[] bytes = read(jar, "boot/" + name + ".class");
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
