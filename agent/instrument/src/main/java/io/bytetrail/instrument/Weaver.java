package io.bytetrail.instrument;

import static net.bytebuddy.matcher.ElementMatchers.hasDescriptor;
import static net.bytebuddy.matcher.ElementMatchers.named;

import io.bytetrail.hooks.Hooks;
import java.lang.reflect.Method;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.AsmClassReader;
import net.bytebuddy.utility.AsmClassWriter;

/** Weaves advice into one class file. */
final class Weaver {
  /**
   * Byte Buddy without what is not needed to put code around existing methods: no look at
   * supertypes, no checks, no auxiliary types, and ASM even where the JDK has its own.
   */
  private static final ByteBuddy BYTE_BUDDY =
      new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
          .with(Implementation.Context.Disabled.Factory.INSTANCE)
          .with(AsmClassReader.Factory.Default.ASM_ONLY)
          .with(AsmClassWriter.Factory.Default.ASM_ONLY);

  private static final ClassFileLocator ADVICE =
      ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
  private static final TypePool ADVICE_TYPES = TypePool.Default.of(ADVICE);
  private static final StackManipulation SUPPRESSED = MethodInvocation.invoke(suppressed());

  private AsmVisitorWrapper.ForDeclaredMethods methods = new AsmVisitorWrapper.ForDeclaredMethods();

  private Weaver() {}

  /** The class file with the advice in it. */
  static byte[] weave(TypeInstrumentation instrumentation, byte[] classFile) {
    Weaver weaver = new Weaver();
    instrumentation.transform(weaver);
    ClassFileLocator locator = ClassFileLocator.Simple.of(instrumentation.type(), classFile);
    TypePool types = new Types(locator);
    return BYTE_BUDDY
        .decorate(types.describe(instrumentation.type()).resolve(), locator)
        .visit(weaver.methods)
        .make()
        .getBytes();
  }

  /**
   * Puts advice around a method, if the type has it.
   *
   * @param descriptor as {@code javap -s} prints it
   */
  Weaver advise(String method, String descriptor, Class<?> advice) {
    methods =
        methods.method(
            named(method).and(hasDescriptor(descriptor)),
            Advice.to(ADVICE_TYPES.describe(advice.getName()).resolve(), ADVICE)
                .withExceptionHandler(SUPPRESSED));
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
