package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import jdk.internal.misc.Unsafe;

/**
 * Eight bytes of a buffer, for comparing with eight others. Whoever asks knows that they are there.
 */
final class Words {
  static final int SIZE = Long.BYTES;

  /** By reflection: an {@code int} on 17, a {@code long} on 25. */
  private static final long ARRAY_BASE = arrayBase();

  private Words() {}

  /**
   * The bytes at an index of an array, or at an address if the buffer is none.
   *
   * @param buffer what stands for the buffer: see {@link Buffers#identity}
   */
  static long at(Object buffer, long position) {
    return buffer instanceof byte[]
        ? U.getLongUnaligned(buffer, ARRAY_BASE + position)
        : U.getLongUnaligned(null, position);
  }

  /** Whether finding it elsewhere means something: bytes that are all the same are everywhere. */
  static boolean isTelling(long word) {
    return word != Long.rotateLeft(word, Byte.SIZE);
  }

  private static long arrayBase() {
    try {
      return ((Number) Unsafe.class.getField("ARRAY_BYTE_BASE_OFFSET").get(null)).longValue();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
