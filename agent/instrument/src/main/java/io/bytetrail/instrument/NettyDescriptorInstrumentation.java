package io.bytetrail.instrument;

import io.bytetrail.hooks.Context;
import io.bytetrail.hooks.NativeHooks;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/**
 * Netty's descriptor of a native transport: the Java methods that call its native {@code read(2)},
 * {@code write(2)} and {@code writev(2)}, one system call each.
 */
record NettyDescriptorInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "io.netty.channel.unix.FileDescriptor";

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("read", "(Ljava/nio/ByteBuffer;II)I", ReadAdvice.class)
        .advise("readAddress", "(JII)I", ReadAddressAdvice.class)
        .advise("write", "(Ljava/nio/ByteBuffer;II)I", WriteAdvice.class)
        .advise("writeAddress", "(JII)I", WriteAddressAdvice.class)
        .advise("writev", "([Ljava/nio/ByteBuffer;IIJ)J", GatherAdvice.class)
        .advise("writevAddresses", "(JI)J", GatherAddressesAdvice.class);
  }

  static final class ReadAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object descriptor,
        @Advice.FieldValue("fd") int fd,
        @Advice.Argument(1) int position,
        @Advice.Argument(2) int limit) {
      return NativeHooks.enterRead(descriptor, fd, limit - position);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) ByteBuffer buffer,
        @Advice.Argument(1) int position,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      NativeHooks.exitRead(context, buffer, position, bytes, thrown);
    }
  }

  static final class ReadAddressAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object descriptor,
        @Advice.FieldValue("fd") int fd,
        @Advice.Argument(1) int position,
        @Advice.Argument(2) int limit) {
      return NativeHooks.enterRead(descriptor, fd, limit - position);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) long address,
        @Advice.Argument(1) int position,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      NativeHooks.exitRead(context, address + position, bytes, thrown);
    }
  }

  static final class WriteAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object descriptor,
        @Advice.FieldValue("fd") int fd,
        @Advice.Argument(0) ByteBuffer buffer,
        @Advice.Argument(1) int position,
        @Advice.Argument(2) int limit) {
      return NativeHooks.enterWrite(descriptor, fd, buffer, position, limit);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) ByteBuffer buffer,
        @Advice.Argument(1) int position,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      NativeHooks.exitWrite(context, buffer, position, bytes, thrown);
    }
  }

  static final class WriteAddressAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object descriptor,
        @Advice.FieldValue("fd") int fd,
        @Advice.Argument(0) long address,
        @Advice.Argument(1) int position,
        @Advice.Argument(2) int limit) {
      return NativeHooks.enterWrite(descriptor, fd, address + position, limit - position);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) long address,
        @Advice.Argument(1) int position,
        @Advice.Return int bytes,
        @Advice.Thrown Throwable thrown) {
      NativeHooks.exitWrite(context, address + position, bytes, thrown);
    }
  }

  static final class GatherAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object descriptor,
        @Advice.FieldValue("fd") int fd,
        @Advice.Argument(0) ByteBuffer[] buffers,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      return NativeHooks.enterGather(descriptor, fd, buffers, offset, length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) ByteBuffer[] buffers,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length,
        @Advice.Return long bytes,
        @Advice.Thrown Throwable thrown) {
      NativeHooks.exitGather(context, buffers, offset, length, bytes, thrown);
    }
  }

  static final class GatherAddressesAdvice {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Context enter(
        @Advice.This Object descriptor,
        @Advice.FieldValue("fd") int fd,
        @Advice.Argument(0) long vectors,
        @Advice.Argument(1) int count) {
      return NativeHooks.enterGather(descriptor, fd, vectors, count);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    static void exit(
        @Advice.Enter Context context,
        @Advice.Argument(0) long vectors,
        @Advice.Argument(1) int count,
        @Advice.Return long bytes,
        @Advice.Thrown Throwable thrown) {
      NativeHooks.exitGather(context, vectors, count, bytes, thrown);
    }
  }
}
