package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.MappingHooks;
import net.bytebuddy.asm.Advice;

/** What a mapped memory segment does with system calls; from JDK 21 on. */
final class MappedMemorySegmentInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "jdk.internal.foreign.MappedMemorySegmentImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("force", "()V", ForceAdvice.class).advise("load", "()V", LoadAdvice.class);
  }

  static final class ForceAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.This Object segment) {
      return MappingHooks.enterForce(segment);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Context context, @Advice.Thrown Throwable thrown) {
      MappingHooks.exitForce(context, thrown);
    }
  }

  static final class LoadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.This Object segment) {
      return MappingHooks.enterLoad(segment);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.This Object segment,
        @Advice.Thrown Throwable thrown) {
      MappingHooks.exitLoad(context, segment, thrown);
    }
  }
}
