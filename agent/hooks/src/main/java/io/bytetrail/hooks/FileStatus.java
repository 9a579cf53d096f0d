package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.IntToLongFunction;

/**
 * What is behind an open descriptor, asked by number: by path, it may have been renamed or deleted
 * since. The size of a regular file, or one of the constants.
 */
final class FileStatus {
  static final long PIPE = -1 - 1;
  static final long SOCKET = -1 - 12;
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final IntToLongFunction NATIVE = find();

  private FileStatus() {}

  static long of(int number) {
    return NATIVE != null ? NATIVE.applyAsLong(number) : slow(number);
  }

  /** The name that the kernel has for it: a path, or such as {@code socket:[4711]}. */
  static String name(int number) {
    try {
      return Files.readSymbolicLink(link(number)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static IntToLongFunction find() {
    try {
      Class<?> type = Class.forName("sun.nio.fs.BytetrailStatus", true, null);
      IntToLongFunction status = (IntToLongFunction) U.allocateInstance(type);
      return status.applyAsLong(-1) == UNKNOWN ? status : null;
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }

  private static long slow(int number) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(link(number), BasicFileAttributes.class);
      if (attributes.isRegularFile()) {
        return attributes.size();
      }
      String name = name(number);
      return name.startsWith("socket:") ? SOCKET : name.startsWith("pipe:") ? PIPE : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static Path link(int number) {
    return Path.of("/proc/self/fd/" + number);
  }
}
