package io.bytetrail.instrument;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Makes, for methods that only the JDK's own classes may call, a class that calls one: a {@code
 * ToLongFunction<Object[]>}, to be hidden beside the method's class.
 */
final class InternalsMaker {
  private static final String FUNCTION = "java/util/function/ToLongFunction";
  private static final String[][] METHODS = {
    {Internals.FORK, "java.lang.ProcessImpl", "(I[B[B[BI[BI[B[IZ)I"},
    {Internals.WAIT, "java.lang.ProcessHandleImpl", "(JZ)I"},
    {Internals.MAP, "sun.nio.ch.UnixFileDispatcherImpl", "(Ljava/io/FileDescriptor;IJJZ)J"},
    {Internals.UNMAP, "sun.nio.ch.UnixFileDispatcherImpl", "(JJ)I"},
  };

  private InternalsMaker() {}

  /** Those that this JDK has, with exactly these arguments. */
  static List<WovenClasses.Entry> make() {
    List<WovenClasses.Entry> made = new ArrayList<>();
    for (String[] method : METHODS) {
      try {
        for (Method found : Class.forName(method[1], false, null).getDeclaredMethods()) {
          if (found.getName().equals(method[0])
              && Type.getMethodDescriptor(found).equals(method[2])) {
            made.add(Internals.entry(method[0], caller(found)));
          }
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // Not in this JDK.
      }
    }
    return made;
  }

  private static byte[] caller(Method method) {
    String owner = Type.getInternalName(method.getDeclaringClass());
    boolean isStatic = Modifier.isStatic(method.getModifiers());
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        owner + "$" + method.getName(),
        null,
        "java/lang/Object",
        new String[] {FUNCTION});
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC, "applyAsLong", "(Ljava/lang/Object;)J", null, null);
    code.visitCode();
    int next = 0;
    if (!isStatic) {
      argument(code, next++, Type.getType(method.getDeclaringClass()));
    }
    for (Type type : Type.getArgumentTypes(method)) {
      argument(code, next++, type);
    }
    code.visitMethodInsn(
        isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKEVIRTUAL,
        owner,
        method.getName(),
        Type.getMethodDescriptor(method),
        false);
    if (method.getReturnType() == int.class) {
      code.visitInsn(Opcodes.I2L);
    }
    code.visitInsn(Opcodes.LRETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static void argument(MethodVisitor code, int i, Type type) {
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.CHECKCAST, "[Ljava/lang/Object;");
    code.visitIntInsn(Opcodes.BIPUSH, i);
    code.visitInsn(Opcodes.AALOAD);
    switch (type.getSort()) {
      case Type.INT -> unbox(code, "java/lang/Integer", "intValue", "()I");
      case Type.LONG -> unbox(code, "java/lang/Long", "longValue", "()J");
      case Type.BOOLEAN -> unbox(code, "java/lang/Boolean", "booleanValue", "()Z");
      default -> code.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
    }
  }

  private static void unbox(MethodVisitor code, String box, String method, String descriptor) {
    code.visitTypeInsn(Opcodes.CHECKCAST, box);
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, box, method, descriptor, false);
  }
}
