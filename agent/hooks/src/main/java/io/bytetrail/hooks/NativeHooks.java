package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import io.bytetrail.ledger.Operation;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * What advice calls around native methods of a library that makes its own system calls, like
 * Netty's epoll transport: the kernel then files them under the lane of the Java that asked.
 *
 * <p>Such a library has descriptors of its own kind, passed here as an object, to know one
 * descriptor from a later one of the same number, and a number. Its buffers are addresses. The
 * rules of {@link Hooks} hold here too.
 */
public final class NativeHooks {
  private static final int IOVEC_SIZE = 2 * Long.BYTES;

  private NativeHooks() {}

  /** Such a library has been woven. */
  public static void expect() {
    // Not first inside a hook.
    NativeDescriptors.number(NativeHooks.class);
    FileChannels.descriptor(null);
  }

  /** Before a socket is read into {@code length} bytes of memory. */
  public static Context enterRead(Object descriptor, int number, int length) {
    Context context = Contexts.current();
    OpenFile socket = length <= 0 ? null : socket(context, descriptor, number);
    return socket == null ? null : socket.enterSequential(context, Operation.NATIVE_SOCKET_READ);
  }

  /** After it. */
  public static void exitRead(Context context, long address, int bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    OpenFile socket = context.file;
    if (context.leave(bytes, 0, thrown) && thrown == null) {
      socket.advanced(bytes);
      if (bytes > 0 && socket.isFollowed(bytes)) {
        int transfer = socket.transfer();
        Fills.fill(context, Fills.MEMORY, context.lane, transfer, 0, address, bytes, true);
      } else if (bytes > 0) {
        Fills.clearAt(context, address, address + bytes);
      }
    }
  }

  /** After a read into a direct buffer. */
  public static void exitRead(
      Context context, ByteBuffer buffer, int position, int bytes, Throwable thrown) {
    if (context != null) {
      exitRead(context, Buffers.address(buffer) + position, bytes, thrown);
    }
  }

  /** Before {@code length} bytes of memory are written to a socket. */
  public static Context enterWrite(Object descriptor, int number, long address, int length) {
    Context context = Contexts.current();
    OpenFile socket = length <= 0 ? null : socket(context, descriptor, number);
    if (socket == null) {
      return null;
    }
    Fill fill = Origins.at(context, address, address + length);
    if (fill != null && socket.takes(fill)) {
      return socket.enterChained(context, Operation.NATIVE_SOCKET_WRITE, fill, address);
    }
    return socket.enterSequential(context, Operation.NATIVE_SOCKET_WRITE);
  }

  /** Before bytes of a direct buffer are written. */
  public static Context enterWrite(
      Object descriptor, int number, ByteBuffer buffer, int position, int limit) {
    return buffer == null
        ? null
        : enterWrite(descriptor, number, Buffers.address(buffer) + position, limit - position);
  }

  /** After it. */
  public static void exitWrite(Context context, long address, long bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    Fill fill = context.fill;
    context.fill = null;
    OpenFile socket = context.file;
    if (context.leave(bytes, 0, thrown) && fill != null && thrown == null) {
      socket.sent(bytes);
      fill.spend(address, address + Math.max(bytes, 0));
    }
  }

  /** After bytes of a direct buffer have been written. */
  public static void exitWrite(
      Context context, ByteBuffer buffer, int position, int bytes, Throwable thrown) {
    if (context != null) {
      exitWrite(context, Buffers.address(buffer) + position, bytes, thrown);
    }
  }

  /** Before memory is written that an array of {@code iovec} structs at {@code vectors} names. */
  public static Context enterGather(Object descriptor, int number, long vectors, int count) {
    Context context = Contexts.current();
    OpenFile socket = count <= 0 ? null : socket(context, descriptor, number);
    if (socket == null) {
      return null;
    }
    Gather gather = context.gather();
    for (int i = 0; i < count; i++) {
      gather.add(context, base(vectors, i), length(vectors, i));
    }
    return gather.enter(context, socket);
  }

  /** After it. */
  public static void exitGather(
      Context context, long vectors, int count, long bytes, Throwable thrown) {
    if (left(context, bytes, thrown)) {
      long left = bytes;
      for (int i = 0; i < count && left > 0; i++) {
        long part = Math.min(left, length(vectors, i));
        context.gather().spend(context, base(vectors, i), part);
        left -= part;
      }
    }
  }

  /** Before direct buffers are written. */
  public static Context enterGather(
      Object descriptor, int number, ByteBuffer[] buffers, int offset, int length) {
    Context context = Contexts.current();
    OpenFile socket = length <= 0 ? null : socket(context, descriptor, number);
    if (socket == null) {
      return null;
    }
    Gather gather = context.gather();
    for (int i = offset; i < offset + length; i++) {
      gather.add(context, Buffers.position(buffers[i]), buffers[i].remaining());
    }
    return gather.enter(context, socket);
  }

  /** After it; native code leaves the buffers' positions as they were. */
  public static void exitGather(
      Context context, ByteBuffer[] buffers, int offset, int length, long bytes, Throwable thrown) {
    if (left(context, bytes, thrown)) {
      long left = bytes;
      for (int i = offset; i < offset + length && left > 0; i++) {
        long part = Math.min(left, buffers[i].remaining());
        context.gather().spend(context, Buffers.position(buffers[i]), part);
        left -= part;
      }
    }
  }

  /**
   * Before a file is sent to a socket. The file may not be open yet: the lane is entered in {@link
   * #opened}.
   */
  public static Context enterSendFile(Object descriptor, long position) {
    Context context = Contexts.current();
    if (context.isInside()) {
      return null;
    }
    context.sendTo = descriptor;
    context.sendFrom = position;
    return context;
  }

  /** After the region of a file has been opened, or was found open, by whoever wants it. */
  public static void opened(FileChannel channel) {
    Context context = Contexts.current();
    Object target = context.sendTo;
    if (target == null) {
      return;
    }
    context.sendTo = null;
    OpenFile from = Hooks.followed(context, FileChannels.descriptor(channel), null);
    OpenFile to = from == null ? null : socket(context, target, NativeDescriptors.number(target));
    if (to != null) {
      Lane lane = from.lane(Operation.NATIVE_SENDFILE);
      to.enterTransfer(context, lane, from, context.sendFrom);
    }
  }

  /** After it. */
  public static void exitSendFile(Context context, long bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    if (context.sendTo != null || !context.isInside()) {
      // It never came to the system call, or there is no lane for it.
      context.sendTo = null;
      return;
    }
    Hooks.exitTransfer(context, bytes, thrown);
  }

  private static OpenFile socket(Context context, Object descriptor, int number) {
    OpenFile file = Hooks.followed(context, descriptor, number, null);
    return file != null && file.isSocket() ? file : null;
  }

  private static boolean left(Context context, long bytes, Throwable thrown) {
    if (context == null) {
      return false;
    }
    boolean chained = context.fill != null;
    context.fill = null;
    return context.leave(bytes, 0, thrown) && thrown == null && chained;
  }

  private static long base(long vectors, int index) {
    return U.getLong(vectors + (long) index * IOVEC_SIZE);
  }

  private static long length(long vectors, int index) {
    return U.getLong(vectors + (long) index * IOVEC_SIZE + Long.BYTES);
  }
}
