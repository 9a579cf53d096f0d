package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/**
 * What the kernel does without a buffer: {@code force}, and from JDK 21 on {@code map}, {@code
 * transferTo} and {@code transferFrom}. The methods are spread over {@code FileDispatcherImpl} and
 * a parent of it, which 17 does not have.
 */
record FileDispatcherInstrumentation(String type) implements TypeInstrumentation {
  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("force", "(Ljava/io/FileDescriptor;Z)I", ForceAdvice.class)
        .advise("map", "(Ljava/io/FileDescriptor;IJJZ)J", MapAdvice.class)
        .advise(
            "transferTo",
            "(Ljava/io/FileDescriptor;JJLjava/io/FileDescriptor;Z)J",
            TransferToAdvice.class)
        .advise(
            "transferFrom",
            "(Ljava/io/FileDescriptor;Ljava/io/FileDescriptor;JJZ)J",
            TransferFromAdvice.class);
  }

  static final class ForceAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.Argument(0) FileDescriptor fd) {
      return Hooks.enterForce(fd, Operation.FORCE);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Context context, @Advice.Thrown Throwable thrown) {
      Hooks.exitForce(context, thrown);
    }
  }

  static final class MapAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.Argument(0) FileDescriptor fd, @Advice.Argument(3) long length) {
      return Hooks.enterMap(fd, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Context context, @Advice.Thrown Throwable thrown) {
      Hooks.exitMap(context, thrown);
    }
  }

  static final class TransferToAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.Argument(0) FileDescriptor source,
        @Advice.Argument(1) long position,
        @Advice.Argument(3) FileDescriptor target) {
      return Hooks.enterTransfer(source, position, target);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context, @Advice.Return long bytes, @Advice.Thrown Throwable thrown) {
      Hooks.exitTransfer(context, bytes, thrown);
    }
  }

  /** Its position is the target's; the source is read from where it stands. */
  static final class TransferFromAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.Argument(0) FileDescriptor source,
        @Advice.Argument(1) FileDescriptor target,
        @Advice.Argument(2) long position) {
      return Hooks.enterTransferFrom(source, target, position);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context, @Advice.Return long bytes, @Advice.Thrown Throwable thrown) {
      Hooks.exitTransfer(context, bytes, thrown);
    }
  }
}
