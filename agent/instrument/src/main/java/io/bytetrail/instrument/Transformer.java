package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Weaves types: the loaded ones when it is installed, the others when they load. */
final class Transformer implements ClassFileTransformer {
  private final Set<String> internalNames = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Weaving weaving;
  private final Instrumentation instrumentation;

  private Transformer(Instrumentation instrumentation, Weaving weaving) {
    this.instrumentation = instrumentation;
    this.weaving = weaving;
    for (String type : weaving.types()) {
      internalNames.add(type);
      names.add(type.replace('/', '.'));
    }
    // Linked now: once this is installed, a class that is being loaded would ask for itself, and be
    // defined twice.
    var unused = ApplicationTypes.find("");
  }

  static Transformer install(Instrumentation instrumentation, Weaving weaving)
      throws UnmodifiableClassException {
    Transformer transformer = new Transformer(instrumentation, weaving);
    try {
      transformer.reinstall();
    } catch (Throwable e) {
      transformer.uninstall();
      throw e;
    }
    return transformer;
  }

  /** Weaves what is not, or was restored. */
  void reinstall() throws UnmodifiableClassException {
    instrumentation.addTransformer(this, true);
    retransformLoaded();
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
    if (name == null) {
      return null;
    }
    if (loader != null) {
      TypeInstrumentation type = ApplicationTypes.find(name);
      return type == null ? null : ApplicationTypes.weave(type, loader, classFile);
    }
    if (!internalNames.contains(name)) {
      return null;
    }
    // The weaver's own classes are read from the agent's jar meanwhile.
    long paused = Hooks.pause();
    try {
      return weaving.weave(name, classFile);
    } catch (Throwable e) {
      // The JDK's class stays as it is, and the report tells why: nothing is said here.
      Hooks.suppressed(e);
      return null;
    } finally {
      Hooks.resume(paused);
    }
  }

  private boolean isWoven(Class<?> type) {
    if (type.getClassLoader() == null) {
      return names.contains(type.getName());
    }
    return !type.isArray() && ApplicationTypes.find(type.getName().replace('.', '/')) != null;
  }

  private void retransformLoaded() throws UnmodifiableClassException {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (isWoven(type)) {
        types.add(type);
      }
    }
    if (!types.isEmpty()) {
      instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
    }
  }
}
