package io.bytetrail.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody else's agent, loaded while the JVM runs: it writes down what the JVM has of each class
 * at this moment, behind all agents that came before it, and goes.
 */
public final class ClassWatcher implements ClassFileTransformer {
  /** What is looked at. */
  private static final String[] PACKAGES = {
    "java.io.",
    "java.nio.",
    "java.util.zip.",
    "sun.nio.ch.",
    "sun.nio.fs.",
    "sun.security.ssl.",
    "io.grpc.netty.shaded.io.netty.",
    "org.apache."
  };

  private final Map<String, byte[]> seen = new ConcurrentHashMap<>();

  private ClassWatcher() {}

  /** Takes a directory to write into. */
  public static void agentmain(String directory, Instrumentation instrumentation)
      throws IOException, UnmodifiableClassException {
    ClassWatcher watcher = new ClassWatcher();
    instrumentation.addTransformer(watcher, true);
    try {
      List<Class<?>> types = new ArrayList<>();
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        if (isWatched(type.getName()) && instrumentation.isModifiableClass(type)) {
          types.add(type);
        }
      }
      instrumentation.retransformClasses(types.toArray(Class<?>[]::new));
    } finally {
      instrumentation.removeTransformer(watcher);
    }
    for (Map.Entry<String, byte[]> each : watcher.seen.entrySet()) {
      Files.write(Path.of(directory, each.getKey()), each.getValue());
    }
  }

  private static boolean isWatched(String name) {
    for (String each : PACKAGES) {
      if (name.startsWith(each)) {
        return !name.contains("/") && !name.contains("[");
      }
    }
    return false;
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> loaded,
      ProtectionDomain domain,
      byte[] classFile) {
    if (loaded != null && isWatched(loaded.getName())) {
      seen.put(loaded.getName(), classFile);
    }
    return null;
  }
}
