package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/** What is behind a {@code ByteBuffer}: slices and duplicates of one buffer have the same. */
final class Buffers {
  private static final long ARRAY = U.objectFieldOffset(ByteBuffer.class, "hb");
  private static final long ARRAY_OFFSET = U.objectFieldOffset(ByteBuffer.class, "offset");

  private static final long ADDRESS = U.objectFieldOffset(Buffer.class, "address");
  private static final long ATTACHMENT =
      U.objectFieldOffset(ByteBuffer.allocateDirect(0).getClass(), "att");

  /** Of a buffer that a memory segment was made into; it is in the heap, native or mapped. */
  private static final long SEGMENT = U.objectFieldOffset(Buffer.class, "segment");

  /** Set in mapped buffers only, though every direct one is of this class. */
  private static final long MAPPED_FILE = U.objectFieldOffset(MappedByteBuffer.class, "fd");

  private Buffers() {}

  /** The array, read-only buffers' too, or the direct buffer that all slices were cut from. */
  static Object identity(ByteBuffer buffer) {
    Object array = array(buffer);
    if (array != null) {
      return array;
    }
    Object segment = U.getReference(buffer, SEGMENT);
    if (segment != null && Segments.isMapped(segment)) {
      return Segments.mapping(segment);
    }
    Object attachment = U.getReference(buffer, ATTACHMENT);
    return attachment == null ? buffer : attachment;
  }

  static boolean isHeap(ByteBuffer buffer) {
    return array(buffer) != null;
  }

  static boolean isMapped(ByteBuffer buffer) {
    return buffer instanceof MappedByteBuffer && U.getReference(buffer, MAPPED_FILE) != null;
  }

  /**
   * Whether its bytes may be looked at by address. Not those of a file, which may be cut short, nor
   * those of a memory segment, which another thread may be closing.
   */
  static boolean isReadable(ByteBuffer buffer) {
    return isHeap(buffer) || (!isMapped(buffer) && U.getReference(buffer, SEGMENT) == null);
  }

  /** The buffer's position, as an array index or as an address. */
  static long position(ByteBuffer buffer) {
    return at(buffer, buffer.position());
  }

  /** An index of the buffer, as one of its array or as an address. */
  static long at(ByteBuffer buffer, int index) {
    long origin = isHeap(buffer) ? U.getInt(buffer, ARRAY_OFFSET) : U.getLong(buffer, ADDRESS);
    return origin + index;
  }

  static long address(ByteBuffer direct) {
    return U.getLong(direct, ADDRESS);
  }

  private static Object array(ByteBuffer buffer) {
    return U.getReference(buffer, ARRAY);
  }
}
