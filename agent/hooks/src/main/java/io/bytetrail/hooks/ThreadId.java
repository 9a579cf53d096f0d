package io.bytetrail.hooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The id that the kernel knows the running thread by, in the process's own pid namespace. */
final class ThreadId {
  static final int UNKNOWN = -1;

  private static final Path LINK = Path.of("/proc/thread-self");

  private ThreadId() {}

  static int current() {
    try {
      // "<pid>/task/<tid>", without a class that is hooked.
      String target = Files.readSymbolicLink(LINK).toString();
      return Integer.parseInt(target, target.lastIndexOf('/') + 1, target.length(), 10);
    } catch (IOException | NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
