package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import io.bytetrail.ledger.Link;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.nio.ByteBuffer;

/**
 * What advice calls where the JDK passes a file's bytes on inside the JVM: from a buffer to
 * another, as they are or transformed. The rules of {@link Hooks} hold here too.
 *
 * <p>Something that takes bytes in with one call and gives them out with another, like a {@code
 * Deflater}, is itself what holds them in between.
 */
public final class RouteHooks {
  /** The shortest copy by {@code ByteBuffer.put} that is looked at: codecs make many of a few. */
  public static final int LEAST_PUT = 64;

  /** Below this, a copy is counted, but the target is not taken for a buffer to be written. */
  private static final int LEAST_FOLLOWED = 256;

  private static final long ARRAY = U.objectFieldOffset(ByteArrayOutputStream.class, "buf");
  private static final long COUNT = U.objectFieldOffset(ByteArrayOutputStream.class, "count");

  private RouteHooks() {}

  // --- transfers that are none ---

  /** Before a transfer by reads: the file's are marked as asked for otherwise. */
  public static void beginRefused(FileDescriptor source) {
    Context context = Contexts.current();
    OpenFile file = Hooks.followed(context, source, null);
    if (file != null) {
      file.asked = true;
    }
    Asked.begin();
  }

  public static void endRefused() {
    Asked.end();
  }

  // --- copies ---

  /** After the JDK has copied bytes from one array to another. */
  public static void copied(byte[] from, int start, byte[] to, int target, int bytes) {
    Context context = Contexts.current();
    if (context.isInside()) {
      return;
    }
    long end = (long) start + bytes;
    Fill fill =
        bytes < LEAST_FOLLOWED
            ? Fills.findRecent(context, from, start, end)
            : Fills.find(context, from, start, end);
    if (fill == null || fill.mapped) {
      Fills.clearRecent(context, to, target, (long) target + bytes);
    } else {
      pass(context, fill, start, end, to, target, true, bytes >= LEAST_FOLLOWED);
    }
  }

  /** After a server has copied bytes of an array into a buffer of its own. */
  public static void copied(byte[] from, int start, ByteBuffer to, int index, int bytes) {
    Context context = Contexts.current();
    if (bytes > 0 && !context.isInside()) {
      Fill fill = Origins.of(context, from, start, bytes, false);
      pass(context, fill, start, (long) start + bytes, to, index);
    }
  }

  /** After the JDK, or a server, has copied bytes from one buffer into another. */
  public static void copied(ByteBuffer from, int start, ByteBuffer to, int index, int bytes) {
    Context context = Contexts.current();
    if (bytes > 0 && !context.isInside() && !context.transforms) {
      Object identity = Buffers.identity(from);
      long first = Buffers.at(from, start);
      Fill fill = Origins.ofCopied(context, from, identity, first, first + bytes);
      pass(context, fill, first, first + bytes, to, index);
    }
  }

  /** After a server has copied bytes of its buffer into an array. */
  public static void copied(ByteBuffer from, int start, byte[] to, int target, int bytes) {
    Context context = Contexts.current();
    if (bytes <= 0 || context.isInside()) {
      return;
    }
    Object identity = Buffers.identity(from);
    long first = Buffers.at(from, start);
    Fill fill = Origins.ofCopied(context, from, identity, first, first + bytes);
    if (fill == null || fill.mapped) {
      Fills.clearRecent(context, to, target, (long) target + bytes);
    } else {
      pass(context, fill, first, first + bytes, to, target, true, true);
    }
  }

  /** After native code has copied bytes of an array to an address. */
  public static void copied(byte[] from, int start, long address, long bytes) {
    Context context = Contexts.current();
    if (context.isInside()) {
      return;
    }
    Fill fill = Origins.of(context, from, start, (int) bytes, false);
    if (fill == null || fill.mapped) {
      Fills.clearAt(context, address, address + bytes);
    } else {
      pass(context, fill, start, start + bytes, Fills.MEMORY, address, true, true);
    }
  }

  /** After it has copied bytes at an address into an array. */
  public static void copied(long address, byte[] to, int target, long bytes) {
    Context context = Contexts.current();
    if (context.isInside()) {
      return;
    }
    Fill fill = Fills.findAt(context, address, address + bytes);
    if (fill == null || fill.mapped) {
      Fills.clearRecent(context, to, target, target + bytes);
    } else {
      pass(context, fill, address, address + bytes, to, target, true, true);
    }
  }

  /** After it has copied bytes from one address to another. */
  public static void copied(long from, long address, long bytes) {
    Context context = Contexts.current();
    if (context.isInside()) {
      return;
    }
    Fill fill = Fills.findAt(context, from, from + bytes);
    if (fill == null || fill.mapped) {
      Fills.clearAt(context, address, address + bytes);
    } else {
      pass(context, fill, from, from + bytes, Fills.MEMORY, address, true, true);
    }
  }

  /** Into a buffer that is used over and over, so that the smallest piece is worth to follow. */
  private static void pass(
      Context context, Fill fill, long start, long end, ByteBuffer to, int index) {
    Object identity = Buffers.identity(to);
    long target = Buffers.at(to, index);
    if (fill == null || fill.mapped) {
      Fills.clearRecent(context, identity, target, target + (end - start));
    } else {
      pass(context, fill, start, end, identity, target, Buffers.isReadable(to), true);
    }
  }

  private static void pass(
      Context context,
      Fill fill,
      long start,
      long end,
      Object to,
      long target,
      boolean isReadable,
      boolean isFollowed) {
    Lane lane = fill.lane;
    int transfer = fill.transfer;
    int link = fill.link;
    long bytes = end - start;
    boolean isMost = 2 * fill.overlap(start, end) >= bytes;
    fill.spend(start, end);
    context.countCopied(lane, bytes);
    if (isMost && isFollowed) {
      Fills.fill(context, to, lane, transfer, link, target, bytes, isReadable);
    }
  }

  // --- TLS by an engine ---

  /** Before application data are encrypted; returns where they are from. */
  public static Object enterWrap(ByteBuffer[] sources, int offset, int length) {
    Context context = Contexts.current();
    if (context.isInside() || sources == null) {
      return null;
    }
    context.transforms = true;
    Fill most = null;
    long mostBytes = 0;
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer source = sources[i];
      if (source != null && source.remaining() > mostBytes) {
        Fill fill = Origins.of(context, source, false);
        if (fill != null) {
          mostBytes = source.remaining();
          most = fill;
        }
      }
    }
    return most;
  }

  /** After it: {@code produced} bytes are in the first target, {@code consumed} were taken. */
  public static void exitWrap(
      Object origin,
      ByteBuffer[] sources,
      int offset,
      int length,
      ByteBuffer target,
      int consumed,
      int produced) {
    Context context = Contexts.current();
    context.transforms = false;
    if (context.isInside() || produced <= 0) {
      return;
    }
    long end = Buffers.position(target);
    if (origin == null || consumed <= 0) {
      Fills.clearRecent(context, Buffers.identity(target), end - produced, end);
      return;
    }
    Fill fill = (Fill) origin;
    Lane lane = fill.lane;
    int transfer = fill.transfer;
    int link = fill.link | Link.TLS;
    spend(context, sources, offset, length, consumed);
    boolean isReadable = Buffers.isReadable(target);
    Object identity = Buffers.identity(target);
    Fills.fill(context, identity, lane, transfer, link, end - produced, produced, isReadable);
  }

  /**
   * Before what was received is decrypted. The engine is of one connection: what it gives out comes
   * from there, also when the rest of a record has been moved in its buffer since it was read.
   */
  public static void enterUnwrap(Object engine, ByteBuffer[] sources, int offset, int length) {
    Context context = Contexts.current();
    if (context.isInside() || sources == null) {
      return;
    }
    context.transforms = true;
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer source = sources[i];
      if (source != null && source.hasRemaining()) {
        long start = Buffers.position(source);
        Fill fill =
            Fills.find(context, Buffers.identity(source), start, start + source.remaining());
        if (fill != null && !fill.lane.readsFile()) {
          int link = fill.link | Link.TLS;
          Fills.fill(context, engine, fill.lane, fill.transfer, link, 0, 1, false);
        }
        return;
      }
    }
  }

  /** After it: {@code consumed} bytes were taken, {@code produced} are in the targets. */
  public static void exitUnwrap(
      Object engine,
      ByteBuffer[] sources,
      int offset,
      int length,
      ByteBuffer[] targets,
      int targetOffset,
      int targetLength,
      int consumed,
      int produced) {
    Context context = Contexts.current();
    context.transforms = false;
    if (context.isInside() || produced <= 0) {
      return;
    }
    spend(context, sources, offset, length, consumed);
    int left = produced;
    for (int i = targetOffset; i < targetOffset + targetLength && left > 0; i++) {
      int part = Math.min(left, targets[i].position());
      if (part > 0) {
        comeOut(engine, targets[i], part);
      }
      left -= part;
    }
  }

  /** An engine has refused what it was given. */
  public static void failed() {
    Contexts.current().transforms = false;
  }

  private static void spend(
      Context context, ByteBuffer[] buffers, int offset, int length, int bytes) {
    long left = bytes;
    for (int i = offset; i < offset + length && left > 0; i++) {
      long position = Buffers.position(buffers[i]);
      long part = Math.min(left, buffers[i].position());
      Fill spent =
          Fills.findRecent(context, Buffers.identity(buffers[i]), position - part, position);
      if (spent != null) {
        spent.spend(position - part, position);
      }
      left -= part;
    }
  }

  // --- TLS by a socket ---

  /**
   * After a socket has read records until one held data, which are in a buffer up to its position:
   * the last read in this thread was the one of that record.
   */
  public static void decrypted(ByteBuffer plain) {
    Context context = Contexts.current();
    if (context.isInside() || plain == null || plain.position() == 0) {
      return;
    }
    Object identity = Buffers.identity(plain);
    long end = Buffers.position(plain);
    long start = Buffers.at(plain, 0);
    Fill record = context.recent;
    if (record == null || record.lane.readsFile() || record.mapped) {
      Fills.clearRecent(context, identity, start, end);
      return;
    }
    Lane lane = record.lane;
    int transfer = record.transfer;
    record.spend(record.from(), record.to());
    boolean isReadable = Buffers.isReadable(plain);
    Fills.fill(context, identity, lane, transfer, Link.TLS, start, end - start, isReadable);
  }

  // --- what takes bytes in first, and gives them out later ---

  /** Part of an array is about to go in, as the only thing there is. */
  public static void putIn(Object machine, byte[] array, int offset, int length, int link) {
    Context context = Contexts.current();
    if (context.isInside() || array == null || length <= 0) {
      return;
    }
    hold(context, machine, Origins.of(context, array, offset, length, false), link);
  }

  /** What remains of a buffer is. */
  public static void putIn(Object machine, ByteBuffer buffer, int link) {
    Context context = Contexts.current();
    if (!context.isInside() && buffer.hasRemaining()) {
      hold(context, machine, Origins.of(context, buffer, false), link);
    }
  }

  /** An array up to an index has gone in. */
  public static void taken(byte[] array, int end) {
    Context context = Contexts.current();
    if (array != null) {
      Fill fill = Fills.findRecent(context, array, 0, end);
      if (fill != null) {
        fill.spend(0, end);
      }
    }
  }

  /** Bytes have come out, into an array. */
  public static void comeOut(Object machine, byte[] array, int offset, int bytes) {
    if (bytes > 0) {
      comeOut(Contexts.current(), machine, array, offset, bytes, true);
    }
  }

  /** Bytes have come out, into a buffer up to its position. */
  public static void comeOut(Object machine, ByteBuffer buffer, int bytes) {
    if (bytes > 0) {
      long start = Buffers.position(buffer) - bytes;
      boolean isReadable = Buffers.isReadable(buffer);
      comeOut(Contexts.current(), machine, Buffers.identity(buffer), start, bytes, isReadable);
    }
  }

  /** Bytes have come out, into the machine's own array, of which they are all. */
  public static void comeOut(ByteArrayOutputStream machine) {
    int bytes = U.getInt(machine, COUNT);
    byte[] array = (byte[]) U.getReference(machine, ARRAY);
    comeOut(machine, array, 0, bytes);
  }

  /** Nothing is in it any more. */
  public static void empty(Object machine) {
    Fills.clear(Contexts.current(), machine, 0, 1);
  }

  private static void hold(Context context, Object machine, Fill origin, int link) {
    if (origin == null) {
      Fills.clear(context, machine, 0, 1);
    } else {
      Fills.fill(context, machine, origin.lane, origin.transfer, origin.link | link, 0, 1, false);
    }
  }

  private static void comeOut(
      Context context, Object machine, Object buffer, long start, int bytes, boolean isReadable) {
    if (context.isInside()) {
      return;
    }
    Fill held = Fills.find(context, machine, 0, 1);
    if (held == null) {
      Fills.clearRecent(context, buffer, start, start + bytes);
    } else {
      Fills.fill(context, buffer, held.lane, held.transfer, held.link, start, bytes, isReadable);
    }
  }
}
