package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

/** Names of files as the JDK's own methods get them: text, or a path that may have none yet. */
final class PathNames {
  private static final Class<?> PATH = path();

  /** The name's bytes, there from the start; {@code toString} would make text for each file. */
  private static final long BYTES = PATH == null ? 0 : U.objectFieldOffset(PATH, "path");

  private static final String[] KERNELS = {"/proc/", "/sys/"};

  private PathNames() {}

  /** Whether the file is one that the kernel makes up: no device is behind it. */
  static boolean isTheKernels(Object path) {
    if (path.getClass() == PATH) {
      byte[] bytes = (byte[]) U.getReference(path, BYTES);
      return startsWith(bytes, KERNELS[0]) || startsWith(bytes, KERNELS[1]);
    }
    String text = path.toString();
    return text.startsWith(KERNELS[0]) || text.startsWith(KERNELS[1]);
  }

  private static boolean startsWith(byte[] bytes, String prefix) {
    if (bytes.length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (bytes[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Class<?> path() {
    try {
      return Class.forName("sun.nio.fs.UnixPath", false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
