package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** {@code sync}; on 17 it is a native method itself, which advice cannot reach. */
final class FileDescriptorInstrumentation implements TypeInstrumentation {
  @Override
  public String type() {
    return "java.io.FileDescriptor";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("sync", "()V", SyncAdvice.class);
  }

  static final class SyncAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(@Advice.This FileDescriptor fd) {
      return Hooks.enterForce(fd, Operation.DESCRIPTOR_SYNC);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Context context, @Advice.Thrown Throwable thrown) {
      Hooks.exitForce(context, thrown);
    }
  }
}
