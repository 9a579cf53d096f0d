package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

/** The JDK's private record of how a channel's file is opened. */
final class OpenFlags {
  private static long write;

  private OpenFlags() {}

  /** Whether the file may be written, by {@code UnixChannelFactory.Flags}. */
  static boolean isWritable(Object flags) {
    if (flags == null) {
      return false;
    }
    if (write == 0) {
      write = U.objectFieldOffset(flags.getClass(), "write");
    }
    return U.getBoolean(flags, write);
  }
}
