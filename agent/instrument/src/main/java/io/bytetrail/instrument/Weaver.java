package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.Implementation.Context.FrameGeneration;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Weaves advice into one class file.
 *
 * <p>The advice is Byte Buddy's, but what reads and writes the class is ASM alone: {@code new
 * ByteBuddy().decorate(…)} makes types, for which it loads 150 classes more, at every start of an
 * application.
 */
final class Weaver {
  private static final int NO_FLAGS = 0;
  private static final ClassFileLocator ADVICE =
      ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
  private static final TypePool ADVICE_TYPES = TypePool.Default.of(ADVICE);
  private static final StackManipulation SUPPRESSED = MethodInvocation.invoke(suppressed());

  /** By name and descriptor. */
  private final Map<String, Class<?>> advised = new HashMap<>();

  private final Set<String> optional = new HashSet<>();

  private Weaver() {}

  /** The class file with the advice in it. */
  static byte[] weave(TypeInstrumentation instrumentation, byte[] classFile) {
    return weave(instrumentation, classFile, null, new ArrayList<>());
  }

  /**
   * The class file of a loader's with the advice in it; null if there is none to put.
   *
   * @param loader where the types that the class names are looked for
   * @param absent gets the methods that were to be advised and that the class does not have
   */
  static byte[] weave(
      TypeInstrumentation instrumentation,
      byte[] classFile,
      ClassLoader loader,
      List<String> absent) {
    Weaver weaver = new Weaver();
    instrumentation.transform(weaver);
    Map<String, Class<?>> left = new HashMap<>(weaver.advised);
    ClassReader reader = OpenedClassReader.of(classFile);
    ClassWriter writer = new ClassWriter(reader, NO_FLAGS);
    ClassFileLocator own = ClassFileLocator.Simple.of(instrumentation.type(), classFile);
    TypePool types = new Types(loader == null ? own : withOthers(own, loader));
    TypeDescription type = types.describe(instrumentation.type()).resolve();
    ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
    reader.accept(new Methods(writer, type, version, types, left), NO_FLAGS);
    boolean isNone = left.size() == weaver.advised.size();
    left.keySet().removeAll(weaver.optional);
    absent.addAll(left.keySet());
    return isNone ? null : writer.toByteArray();
  }

  /** By their class files: loading one could need the class that is being loaded. */
  private static ClassFileLocator withOthers(ClassFileLocator own, ClassLoader loader) {
    return new ClassFileLocator.Compound(own, ClassFileLocator.ForClassLoader.of(loader));
  }

  /**
   * Puts advice around a method, if the type has it.
   *
   * @param descriptor as {@code javap -s} prints it
   */
  Weaver advise(String method, String descriptor, Class<?> advice) {
    advised.put(method + descriptor, advice);
    return this;
  }

  /** The same of a method that not every version of the type has. */
  Weaver adviseIfThere(String method, String descriptor, Class<?> advice) {
    optional.add(method + descriptor);
    return advise(method, descriptor, advice);
  }

  /** Puts advice around the methods of this name, whatever they take. */
  Weaver advise(String method, Class<?> advice) {
    advised.put(method, advice);
    return this;
  }

  /** What is done with an error in advice: it is counted, and goes no further. */
  private static MethodDescription suppressed() {
    try {
      Method method = Hooks.class.getMethod("suppressed", Throwable.class);
      return new MethodDescription.ForLoadedMethod(method);
    } catch (NoSuchMethodException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Copies a class, and wraps its advised methods on the way. */
  private static final class Methods extends ClassVisitor {
    private final TypeDescription type;
    private final Implementation.Context context;
    private final TypePool types;
    private final Map<String, Class<?>> left;

    private Methods(
        ClassVisitor writer,
        TypeDescription type,
        ClassFileVersion version,
        TypePool types,
        Map<String, Class<?>> left) {
      super(OpenedClassReader.ASM_API, writer);
      this.type = type;
      this.types = types;
      this.left = left;
      context =
          Implementation.Context.Disabled.Factory.INSTANCE.make(
              type,
              null, // names for auxiliary types, of which there are none
              TypeInitializer.None.INSTANCE,
              version,
              version,
              FrameGeneration.GENERATE);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor writer = super.visitMethod(access, name, descriptor, signature, exceptions);
      Class<?> exact = left.remove(name + descriptor);
      Class<?> advice = exact != null ? exact : left.remove(name);
      if (advice == null) {
        return writer;
      }
      return Advice.to(ADVICE_TYPES.describe(advice.getName()).resolve(), ADVICE)
          .withExceptionHandler(SUPPRESSED)
          .wrap(type, method(name, descriptor), writer, context, types, NO_FLAGS, NO_FLAGS);
    }

    private MethodDescription method(String name, String descriptor) {
      for (MethodDescription method : type.getDeclaredMethods()) {
        if (method.getInternalName().equals(name) && method.getDescriptor().equals(descriptor)) {
          return method;
        }
      }
      throw new IllegalArgumentException(type + " has no " + name + descriptor);
    }
  }

  /**
   * The type that is woven, from its class file, and the ones it names as the JVM has them; those
   * only when Byte Buddy must know more of one than its name, since loading it could need the type
   * that is being loaded.
   */
  private static final class Types extends TypePool.Default.WithLazyResolution {
    private static final TypePool OTHERS = TypePool.ClassLoading.ofPlatformLoader();

    private Types(ClassFileLocator locator) {
      super(new CacheProvider.Simple(), locator, ReaderMode.FAST);
    }

    @Override
    protected Resolution doResolve(String name) {
      Resolution own = super.doResolve(name);
      return own.isResolved() ? own : OTHERS.describe(name);
    }
  }
}
