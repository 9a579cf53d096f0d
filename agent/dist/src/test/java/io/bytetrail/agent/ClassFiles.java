package io.bytetrail.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** An agent that knows the class files of the JDK's I/O, as they were handed to the JVM last. */
public final class ClassFiles implements ClassFileTransformer {
  private static Instrumentation instrumentation;
  private static List<Class<?>> types;
  private static ClassFiles watching;

  private final Map<String, byte[]> last = new TreeMap<>();

  private ClassFiles() {}

  public static void premain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  /** Looks behind every agent that is there now; returns a hash of all there is to see. */
  static String watch() {
    if (types == null) {
      types = new ArrayList<>();
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        if (isOfInterest(type) && instrumentation.isModifiableClass(type)) {
          types.add(type);
        }
      }
    }
    if (watching != null) {
      instrumentation.removeTransformer(watching);
    }
    watching = new ClassFiles();
    instrumentation.addTransformer(watching, true);
    try {
      instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException(e);
    }
    return seen();
  }

  /** A hash of what has been seen last of each class. */
  static String seen() {
    return watching.hash();
  }

  private synchronized String hash() {
    CRC32C hash = new CRC32C();
    last.values().forEach(hash::update);
    return Long.toHexString(hash.getValue());
  }

  private static boolean isOfInterest(Class<?> type) {
    String name = type.getName();
    return type.getClassLoader() == null
        && (name.startsWith("java.io.") || name.startsWith("sun.nio.ch."))
        && !type.isArray()
        && !type.isHidden();
  }

  @Override
  public synchronized byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] file) {
    if (type != null && types.contains(type)) {
      last.put(name, file.clone());
    }
    return null;
  }
}
