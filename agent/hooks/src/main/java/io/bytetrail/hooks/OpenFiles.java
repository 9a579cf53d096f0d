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
  private static final long FD = U.objectFieldOffset(FileDescriptor.class, "fd");

  /** Two levels, so that making room never moves an entry that another thread is storing. */
  private static final OpenFile[][] TABLE = new OpenFile[CHUNKS][];

  private OpenFiles() {}

  /** The number of an open descriptor; negative when it is closed. */
  static int number(FileDescriptor descriptor) {
    return descriptor == null ? -1 : U.getInt(descriptor, FD);
  }

  /** What is open under the descriptor, or null if that is not known yet. */
  static OpenFile get(Object descriptor, int number) {
    int chunk = number >> CHUNK_BITS;
    if (chunk >= CHUNKS || TABLE[chunk] == null) {
      return null;
    }
    OpenFile file = TABLE[chunk][number & CHUNK - 1];
    return file != null && file.refersTo(descriptor) ? file : null;
  }

  /** Looks at a descriptor that was opened unseen; the site is the first to use it. */
  static OpenFile discover(Object descriptor, int number, boolean datagram) {
    String target = target(number);
    if (target.startsWith("socket:") && !datagram) {
      Origin origin = Sites.current().origin(SizeClass.UNKNOWN);
      return put(number, new OpenFile(descriptor, OpenFile.Type.SOCKET, origin, null));
    }
    if (!target.startsWith("/")) {
      return put(number, new OpenFile(descriptor, OpenFile.Type.UNFOLLOWED, null, null));
    }
    return add(descriptor, number, target, false);
  }

  /** Remembers a file that has just been opened, by the code that called. */
  static OpenFile add(Object descriptor, int number, Object path, boolean writable) {
    long size = size(number, path.toString());
    if (size < 0) {
      return put(number, new OpenFile(descriptor, OpenFile.Type.UNFOLLOWED, null, null));
    }
    SizeClass sizeClass = size == 0 && writable ? SizeClass.GROWING : SizeClass.ofBytes(size);
    Origin origin = Sites.current().origin(sizeClass);
    return put(number, new OpenFile(descriptor, OpenFile.Type.FILE, origin, path));
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

  /** The size of a file with a device behind it; -1 of anything else. */
  private static long size(int number, String path) {
    if (path.startsWith("/proc/") || path.startsWith("/sys/")) {
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
