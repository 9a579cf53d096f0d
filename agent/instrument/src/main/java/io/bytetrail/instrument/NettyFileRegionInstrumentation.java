package io.bytetrail.instrument;

import io.bytetrail.hooks.NativeHooks;
import java.nio.channels.FileChannel;
import net.bytebuddy.asm.Advice;

/** Netty's file region: which file is about to be sent, now that it is open. */
record NettyFileRegionInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "io.netty.channel.DefaultFileRegion";

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("open", "()V", OpenAdvice.class);
  }

  static final class OpenAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.FieldValue("file") FileChannel channel) {
      NativeHooks.opened(channel);
    }
  }
}
