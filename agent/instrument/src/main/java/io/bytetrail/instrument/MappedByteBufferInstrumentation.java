package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.MappingHooks;
import java.nio.MappedByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * What a mapped buffer does with system calls. Not lower down: {@code MappedMemoryUtils} runs in a
 * <em>scoped</em> method of {@code ScopedMemoryAccess}, where the JVM looks through the ten topmost
 * frames only when another thread closes the memory; advice there could hide it.
 */
final class MappedByteBufferInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.nio.MappedByteBuffer";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("force", "()Ljava/nio/MappedByteBuffer;", ForceAdvice.class)
        .advise("force", "(II)Ljava/nio/MappedByteBuffer;", ForceAdvice.class)
        .advise("load", "()Ljava/nio/MappedByteBuffer;", LoadAdvice.class);
  }

  static final class ForceAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.This MappedByteBuffer buffer) {
      return MappingHooks.enterForce(buffer);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Context context, @Advice.Thrown Throwable thrown) {
      MappingHooks.exitForce(context, thrown);
    }
  }

  static final class LoadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.This MappedByteBuffer buffer) {
      return MappingHooks.enterLoad(buffer);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.This MappedByteBuffer buffer,
        @Advice.Thrown Throwable thrown) {
      MappingHooks.exitLoad(context, buffer, thrown);
    }
  }
}
