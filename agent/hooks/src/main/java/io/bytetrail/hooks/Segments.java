package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

/**
 * The JDK's mapped memory segments, from JDK 21 on. Nothing of them is touched before the first one
 * is made: on 17 they are not there, and elsewhere most applications have none.
 */
final class Segments {
  /** The class of mapped segments, once there is one. */
  private static volatile Class<?> mapped;

  private static long unmapper;
  private static long address;
  private static long length;

  private Segments() {}

  /** After a segment has been mapped. */
  static void mapped(Object segment) {
    if (mapped == null) {
      Class<?> type = segment.getClass();
      unmapper = U.objectFieldOffset(type, "unmapper");
      address = U.objectFieldOffset(type.getSuperclass(), "min");
      length = U.objectFieldOffset(type.getSuperclass().getSuperclass(), "length");
      mapped = type;
    }
  }

  static boolean isMapped(Object segment) {
    return segment.getClass() == mapped;
  }

  /** The same for all slices of one mapping. */
  static Object mapping(Object segment) {
    Object shared = U.getReference(segment, unmapper);
    return shared == null ? segment : shared;
  }

  static long address(Object segment) {
    return U.getLong(segment, address);
  }

  static long length(Object segment) {
    return U.getLong(segment, length);
  }
}
