package io.bytetrail.hooks;

import java.nio.ByteBuffer;

/**
 * Where bytes that are about to be written, or transformed, come from: by the identity of their
 * buffer, if it is still as it was filled; else by their likeness to what the thread has read.
 */
final class Origins {
  private Origins() {}

  /**
   * Of part of an array; null if it is not known. The JDK has not looked at the bounds yet.
   *
   * @param stores whether it is about to be written to a file
   */
  static Fill of(Context context, byte[] array, int offset, int length, boolean stores) {
    long end = (long) offset + length;
    Fill recent = context.recent;
    if (recent != null && recent.isWhole(array, offset, end)) {
      return recent;
    }
    Fill fill = intact(Fills.find(context, array, offset, end), array, offset, end);
    if (fill != null) {
      return fill;
    }
    boolean isWithin = offset >= 0 && end <= array.length;
    return isWithin ? Guess.origin(context, array, offset, end, stores) : null;
  }

  /** Of what remains of a buffer. */
  static Fill of(Context context, ByteBuffer buffer, boolean stores) {
    Object identity = Buffers.identity(buffer);
    long start = Buffers.position(buffer);
    long end = start + buffer.remaining();
    Fill recent = context.recent;
    if (recent != null && recent.isWhole(identity, start, end)) {
      return recent;
    }
    if (Buffers.isMapped(buffer)) {
      return Fills.findMapped(context, identity, start, end);
    }
    Fill fill = intact(Fills.find(context, identity, start, end), identity, start, end);
    if (fill != null) {
      return fill;
    }
    return Buffers.isReadable(buffer) ? Guess.origin(context, identity, start, end, stores) : null;
  }

  /** Of part of a buffer, by identity, that has just been copied. */
  static Fill ofCopied(Context context, ByteBuffer buffer, Object identity, long start, long end) {
    Fill recent = context.recent;
    if (recent != null && recent.isWhole(identity, start, end)) {
      return recent;
    }
    return Buffers.isMapped(buffer)
        ? null
        : intact(Fills.find(context, identity, start, end), identity, start, end);
  }

  /** Of memory that native code has been handed. */
  static Fill at(Context context, long start, long end) {
    Fill fill = intact(Fills.findAt(context, start, end), Fills.MEMORY, start, end);
    return fill != null ? fill : Guess.origin(context, Fills.MEMORY, start, end, false);
  }

  /** The fill, if half of the bytes at least are ones that it holds. */
  private static Fill intact(Fill fill, Object buffer, long start, long end) {
    if (fill == null || 2 * fill.overlap(start, end) < end - start) {
      return null;
    }
    if (!fill.isIntact(buffer, start, end)) {
      fill.cut(start, end);
      return null;
    }
    return fill;
  }
}
