package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

/** The number in a native library's own descriptor object: its field {@code int fd}. */
final class NativeDescriptors {
  private static final Long NONE = -1L;

  /** By class, so that no loader's classes are kept. */
  private static final ClassValue<Long> OFFSETS =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            try {
              return U.objectFieldOffset(c, "fd");
            } catch (InternalError e) {
              // Not declared here.
            }
          }
          return NONE;
        }
      };

  private NativeDescriptors() {}

  /** The number; -1 if it has none. */
  static int number(Object descriptor) {
    Long offset = OFFSETS.get(descriptor.getClass());
    return offset.equals(NONE) ? -1 : U.getInt(descriptor, offset);
  }
}
