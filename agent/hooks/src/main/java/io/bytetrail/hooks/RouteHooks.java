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
      return;
    }
    Lane lane = fill.lane;
    int transfer = fill.transfer;
    int link = fill.link;
    boolean isMost = 2 * fill.overlap(start, end) >= bytes;
    fill.spend(start, end);
    context.countCopied(lane, bytes);
    if (isMost && bytes >= LEAST_FOLLOWED) {
      Fills.fill(context, to, lane, transfer, link, target, bytes, true);
    }
  }

  // --- TLS by an engine ---

  /** Before application data are encrypted; returns where they are from. */
  public static Object enterWrap(ByteBuffer[] sources, int offset, int length) {
    Context context = Contexts.current();
    if (context.isInside() || sources == null) {
      return null;
    }
    Fill most = null;
    long mostBytes = 0;
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer source = sources[i];
      if (source != null && source.remaining() > mostBytes) {
        Fill fill = Origins.of(context, source);
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
    long left = consumed;
    for (int i = offset; i < offset + length && left > 0; i++) {
      long position = Buffers.position(sources[i]);
      long part = Math.min(left, sources[i].position());
      Fill spent =
          Fills.findRecent(context, Buffers.identity(sources[i]), position - part, position);
      if (spent != null) {
        spent.spend(position - part, position);
      }
      left -= part;
    }
    boolean isReadable = Buffers.isReadable(target);
    Object identity = Buffers.identity(target);
    Fills.fill(context, identity, lane, transfer, link, end - produced, produced, isReadable);
  }

  // --- what takes bytes in first, and gives them out later ---

  /** Part of an array is about to go in, as the only thing there is. */
  public static void putIn(Object machine, byte[] array, int offset, int length, int link) {
    Context context = Contexts.current();
    if (context.isInside() || array == null || length <= 0) {
      return;
    }
    hold(context, machine, Origins.of(context, array, offset, length), link);
  }

  /** What remains of a buffer is. */
  public static void putIn(Object machine, ByteBuffer buffer, int link) {
    Context context = Contexts.current();
    if (!context.isInside() && buffer.hasRemaining()) {
      hold(context, machine, Origins.of(context, buffer), link);
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
