package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import java.io.FileDescriptor;
import java.nio.channels.FileChannel;

/** The JDK's own file channels, and the descriptors in them. */
final class FileChannels {
  private static final Class<?> TYPE = type();
  private static final long FD = TYPE == null ? 0 : U.objectFieldOffset(TYPE, "fd");

  private FileChannels() {}

  /** The descriptor of a channel; null of one that is not the JDK's. */
  static FileDescriptor descriptor(FileChannel channel) {
    return channel != null && channel.getClass() == TYPE
        ? (FileDescriptor) U.getReference(channel, FD)
        : null;
  }

  private static Class<?> type() {
    try {
      return Class.forName("sun.nio.ch.FileChannelImpl", false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
