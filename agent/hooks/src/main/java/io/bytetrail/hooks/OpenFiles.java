package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import io.bytetrail.ledger.SizeClass;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** Every open file and socket by its descriptor's number. */
final class OpenFiles {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int CHUNKS = 1 << 12;

  /** Of a file's mode: what kind it is. */
  private static final int FILE_TYPE = 0170000;

  private static final int NAMED_PIPE = 0010000;
  private static final long FD = U.objectFieldOffset(FileDescriptor.class, "fd");

  /** Two levels, so that making room never moves an entry that another thread is storing. */
  private static final OpenFile[][] TABLE = new OpenFile[CHUNKS][];

  private OpenFiles() {}

  /** The number of an open descriptor; negative when it is closed. */
  static int number(FileDescriptor descriptor) {
    return descriptor == null ? -1 : U.getInt(descriptor, FD);
  }

  /** What is open under the descriptor, or null if that is not known yet. */
  static OpenFile get(FileDescriptor descriptor, int number) {
    int chunk = number >> CHUNK_BITS;
    if (chunk >= CHUNKS || TABLE[chunk] == null) {
      return null;
    }
    OpenFile file = TABLE[chunk][number & CHUNK - 1];
    return file != null && file.refersTo(descriptor) ? file : null;
  }

  /** Looks at a descriptor that was opened unseen; the site is the first to use it. */
  static OpenFile discover(FileDescriptor descriptor, int number, boolean datagram) {
    String target = target(number);
    OpenFile.Type type = typeOf(target, datagram);
    if (type != OpenFile.Type.FILE) {
      Origin origin = Sites.current().origin(SizeClass.UNKNOWN);
      return put(number, new OpenFile(descriptor, type, origin, null));
    }
    if (!target.startsWith("/")) {
      return put(number, new OpenFile(descriptor, OpenFile.Type.UNFOLLOWED, null, null));
    }
    return add(descriptor, number, target, false);
  }

  /** Remembers a file that has just been opened, by the code that called. */
  static OpenFile add(FileDescriptor descriptor, int number, Object path, boolean writable) {
    long size = size(number, path.toString());
    if (size < 0) {
      return put(number, irregular(descriptor, number, path.toString()));
    }
    SizeClass sizeClass = size == 0 && writable ? SizeClass.GROWING : SizeClass.ofBytes(size);
    Origin origin = Sites.current().origin(sizeClass);
    return put(number, new OpenFile(descriptor, OpenFile.Type.FILE, origin, path));
  }

  private static OpenFile.Type typeOf(String target, boolean datagram) {
    if (target.startsWith("socket:")) {
      return datagram ? OpenFile.Type.DATAGRAM : OpenFile.Type.SOCKET;
    }
    return target.startsWith("pipe:") ? OpenFile.Type.PIPE : OpenFile.Type.FILE;
  }

  /** A pipe with a name, or what is not followed. */
  private static OpenFile irregular(FileDescriptor descriptor, int number, String path) {
    return hasDevice(path) && isPipe(number)
        ? new OpenFile(
            descriptor, OpenFile.Type.PIPE, Sites.current().origin(SizeClass.UNKNOWN), path)
        : new OpenFile(descriptor, OpenFile.Type.UNFOLLOWED, null, null);
  }

  private static boolean isPipe(int number) {
    try {
      Object mode = Files.getAttribute(link(number), "unix:mode");
      return ((Integer) mode & FILE_TYPE) == NAMED_PIPE;
    } catch (IOException e) {
      return false;
    }
  }

  static void forgetAll() {
    // Chunks stay: a thread may be looking into one.
    for (OpenFile[] chunk : TABLE) {
      if (chunk != null) {
        Arrays.fill(chunk, null);
      }
    }
  }

  private static OpenFile put(int number, OpenFile file) {
    int chunk = number >> CHUNK_BITS;
    if (chunk < CHUNKS) {
      if (TABLE[chunk] == null) {
        Installation.LOCK.lock();
        if (TABLE[chunk] == null) {
          TABLE[chunk] = new OpenFile[CHUNK];
        }
        Installation.LOCK.unlock();
      }
      TABLE[chunk][number & CHUNK - 1] = file;
    }
    return file;
  }

  private static String target(int number) {
    try {
      return Files.readSymbolicLink(link(number)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Whether a file of this name is kept somewhere, and not made up by the kernel. */
  static boolean hasDevice(String path) {
    return !path.startsWith("/proc/") && !path.startsWith("/sys/");
  }

  /** The size of a file with a device behind it; -1 of anything else. */
  private static long size(int number, String path) {
    if (!hasDevice(path)) {
      return -1;
    }
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(link(number), BasicFileAttributes.class);
      return attributes.isRegularFile() ? attributes.size() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Asked by number, not by path: the file may have been renamed or deleted since. */
  private static Path link(int number) {
    return Path.of("/proc/self/fd/" + number);
  }
}
