package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weaves types: the loaded ones when it is installed, the others when they load. */
final class Transformer implements ClassFileTransformer {
  private final Map<String, TypeInstrumentation> byInternalName = new HashMap<>();
  private final Instrumentation instrumentation;

  private Transformer(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
    for (TypeInstrumentation type : Instrumentations.ALL) {
      byInternalName.put(type.type().replace('.', '/'), type);
    }
  }

  static Transformer install(Instrumentation instrumentation) throws UnmodifiableClassException {
    Transformer transformer = new Transformer(instrumentation);
    instrumentation.addTransformer(transformer, true);
    transformer.retransformLoaded();
    return transformer;
  }

  /** Restores every class. */
  void uninstall() throws UnmodifiableClassException {
    instrumentation.removeTransformer(this);
    retransformLoaded();
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> loaded,
      ProtectionDomain domain,
      byte[] classFile) {
    TypeInstrumentation type = find(loader, name);
    if (type == null) {
      return null;
    }
    if (loader != null) {
      return ApplicationTypes.weave(type, loader, classFile);
    }
    // The weaver's own classes are read from the agent's jar meanwhile.
    long paused = Hooks.pause();
    try {
      return Weaver.weave(type, classFile);
    } catch (Throwable e) {
      // The JDK's class stays as it is, and the report tells why: nothing is said here.
      Hooks.suppressed(e);
      return null;
    } finally {
      Hooks.resume(paused);
    }
  }

  private TypeInstrumentation find(ClassLoader loader, String name) {
    if (name == null) {
      return null;
    }
    return loader == null ? byInternalName.get(name) : ApplicationTypes.find(name);
  }

  private void retransformLoaded() throws UnmodifiableClassException {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (!type.isArray()
          && find(type.getClassLoader(), type.getName().replace('.', '/')) != null) {
        types.add(type);
      }
    }
    if (!types.isEmpty()) {
      instrumentation.retransformClasses(types.toArray(Class<?>[]::new));
    }
  }
}
