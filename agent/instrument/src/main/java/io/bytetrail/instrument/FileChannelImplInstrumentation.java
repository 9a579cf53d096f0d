package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.MappingHooks;
import io.bytetrail.hooks.RouteHooks;
import java.io.FileDescriptor;
import java.nio.MappedByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Which buffer or memory segment a mapping is in; and on JDK 17 mapping itself and {@code
 * transferTo}, whose native methods are in this class there. Later they are the dispatcher's.
 */
final class FileChannelImplInstrumentation implements TypeInstrumentation {
  private static final String TO_CHANNEL = "(JJLjava/nio/channels/WritableByteChannel;)J";

  /** The first JDK whose dispatcher maps; the methods of this class that call it look as before. */
  private static final int FIRST_WITH_DISPATCHER = 20;

  @Override
  public String type() {
    return "sun.nio.ch.FileChannelImpl";
  }

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("position", "(J)Ljava/nio/channels/FileChannel;", PositionAdvice.class)
        .advise(
            "map",
            "(Ljava/nio/channels/FileChannel$MapMode;JJ)Ljava/nio/MappedByteBuffer;",
            MapAdvice.class)
        .advise(
            "map",
            "(Ljava/nio/channels/FileChannel$MapMode;JJLjava/lang/foreign/Arena;)"
                + "Ljava/lang/foreign/MemorySegment;",
            MapSegmentAdvice.class)
        .advise(
            "transferToDirectlyInternal",
            "(JILjava/nio/channels/WritableByteChannel;Ljava/io/FileDescriptor;)J",
            TransferAdvice.class)
        .advise("transferToArbitraryChannel", TO_CHANNEL, RefusedAdvice.class)
        .advise("transferToTrustedChannel", TO_CHANNEL, RefusedAdvice.class)
        .advise(
            "transferFromFileChannel", "(Lsun/nio/ch/FileChannelImpl;JJ)J", RefusedAdvice.class);
    if (Runtime.version().feature() < FIRST_WITH_DISPATCHER) {
      weaver.advise(
          "mapInternal",
          "(Ljava/nio/channels/FileChannel$MapMode;JJIZ)Lsun/nio/ch/FileChannelImpl$Unmapper;",
          MapInternalAdvice.class);
    }
  }

  static final class PositionAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(0) long position) {
      Hooks.positioned(fd, position);
    }
  }

  static final class MapInternalAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Argument(2) long length) {
      return Hooks.enterMap(fd, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(@Advice.Enter Context context, @Advice.Thrown Throwable thrown) {
      Hooks.exitMap(context, thrown);
    }
  }

  /** Only after it: on 25 a virtual thread may be parked inside. */
  static final class MapAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.FieldValue("fd") FileDescriptor fd, @Advice.Return MappedByteBuffer buffer) {
      Hooks.mapped(fd, buffer);
    }
  }

  /** The JDK's ways of doing without a system call: by mapping, and by reading. */
  static final class RefusedAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.FieldValue("fd") FileDescriptor fd) {
      RouteHooks.beginRefused(fd);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit() {
      RouteHooks.endRefused();
    }
  }

  static final class MapSegmentAdvice {
    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.FieldValue("fd") FileDescriptor fd, @Advice.Return Object segment) {
      MappingHooks.mapped(fd, segment);
    }
  }

  static final class TransferAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.FieldValue("fd") FileDescriptor fd,
        @Advice.Argument(0) long position,
        @Advice.Argument(3) FileDescriptor target) {
      return Hooks.enterTransfer(fd, position, target);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context, @Advice.Return long bytes, @Advice.Thrown Throwable thrown) {
      Hooks.exitTransfer(context, bytes, thrown);
    }
  }
}
