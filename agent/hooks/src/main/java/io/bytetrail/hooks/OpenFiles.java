package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import io.bytetrail.ledger.SizeClass;
import java.io.FileDescriptor;
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
  static OpenFile discover(Context context, Object descriptor, int number, boolean datagram) {
    long status = FileStatus.of(number);
    if (status == FileStatus.SOCKET || status == FileStatus.PIPE) {
      return put(
          number, new OpenFile(descriptor, typeOf(status, datagram), nameless(context), null));
    }
    String name = status < 0 ? "" : FileStatus.name(number);
    if (!name.startsWith("/")) {
      return put(number, new OpenFile(descriptor, OpenFile.Type.UNFOLLOWED, null, null));
    }
    return add(context, descriptor, number, name, false);
  }

  /** Remembers a file that has just been opened, by the code that called. */
  static OpenFile add(
      Context context, Object descriptor, int number, Object path, boolean writable) {
    long size = PathNames.isTheKernels(path) ? FileStatus.UNKNOWN : FileStatus.of(number);
    if (size == FileStatus.PIPE) {
      return put(number, new OpenFile(descriptor, OpenFile.Type.PIPE, nameless(context), path));
    }
    if (size < 0) {
      return put(number, new OpenFile(descriptor, OpenFile.Type.UNFOLLOWED, null, null));
    }
    SizeClass sizeClass = size == 0 && writable ? SizeClass.GROWING : SizeClass.ofBytes(size);
    Origin origin =
        context.wish == null
            ? Sites.current(context).origin(sizeClass)
            : context.wish.origin(context, path, size, sizeClass);
    return put(number, new OpenFile(descriptor, OpenFile.Type.FILE, origin, path));
  }

  private static OpenFile.Type typeOf(long status, boolean datagram) {
    if (status == FileStatus.PIPE) {
      return OpenFile.Type.PIPE;
    }
    return datagram ? OpenFile.Type.DATAGRAM : OpenFile.Type.SOCKET;
  }

  /** Of what has no size: the site is the running thread's. */
  private static Origin nameless(Context context) {
    return Sites.current(context).origin(SizeClass.UNKNOWN);
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
}
