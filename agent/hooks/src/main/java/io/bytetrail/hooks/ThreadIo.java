package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntBiFunction;

/**
 * What the kernel accounts to one thread in {@code /proc/self/task/<tid>/io}. Opened by that
 * thread, once, and kept open, since opening takes longer than reading; when many threads have one
 * open already, it is opened each time.
 *
 * <p>For a thread whose slot says that what it does is bytetrail's own: see {@link Context}.
 */
final class ThreadIo {
  /** The running thread's. */
  private static final String FILE = "/proc/thread-self/io";

  /** Of the descriptors that a process may have, 1,024 in many places, those are ours at most. */
  private static final int MOST_OPEN = 128;

  private static final int LENGTH = 256;

  /** The kernel writes a line each of rchar, wchar, syscr, syscw before it. */
  private static final int LINES_BEFORE = 4;

  private static final byte[] LABEL = {'r', 'e', 'a', 'd', '_', 'b', 'y', 't', 'e', 's', ':', ' '};
  private static final ToIntBiFunction<FileDescriptor, Long> READ = find();
  private static final AtomicInteger OPEN = new AtomicInteger();

  private FileInputStream file; // null: to be opened each time
  private FileDescriptor descriptor;
  private long memory;
  private Long address;

  /** How many bytes of the file were read the last time. */
  int length;

  private ThreadIo() {}

  /** Of the running thread; null where it cannot be read. */
  static ThreadIo open() {
    ThreadIo io = new ThreadIo();
    io.memory = U.allocateMemory(LENGTH);
    io.address = io.memory;
    if (READ != null && OPEN.incrementAndGet() <= MOST_OPEN) {
      try {
        io.file = new FileInputStream(FILE);
        io.descriptor = io.file.getFD();
      } catch (IOException e) {
        io.close();
        return null;
      }
    } else {
      OPEN.decrementAndGet();
    }
    if (io.readBytes() < 0) {
      io.close();
      return null;
    }
    return io;
  }

  /**
   * Bytes of block requests that the thread has submitted for reading, read-ahead and what its page
   * faults needed included; -1 where that cannot be had.
   */
  long readBytes() {
    length =
        Math.max(0, READ != null && file != null ? READ.applyAsInt(descriptor, address) : slow());
    return parse();
  }

  private int slow() {
    byte[] bytes = new byte[LENGTH];
    try (FileInputStream once = new FileInputStream(FILE)) {
      int read = once.read(bytes);
      for (int i = 0; i < read; i++) {
        U.putByte(memory + i, bytes[i]);
      }
      return read;
    } catch (IOException e) {
      return -1;
    }
  }

  private long parse() {
    int at = 0;
    for (int lines = 0; lines < LINES_BEFORE; at++) {
      if (at == length) {
        return -1;
      }
      lines += U.getByte(memory + at) == '\n' ? 1 : 0;
    }
    for (byte expected : LABEL) {
      if (at == length || U.getByte(memory + at++) != expected) {
        return -1;
      }
    }
    long number = 0;
    for (; at < length && U.getByte(memory + at) != '\n'; at++) {
      number = 10 * number + U.getByte(memory + at) - '0';
    }
    return number;
  }

  /** For the thread itself, or for whoever knows that it makes no call any more. */
  void close() {
    if (file != null) {
      OPEN.decrementAndGet();
      try {
        file.close();
      } catch (IOException e) {
        // Closed all the same.
      }
      file = null;
    }
    if (memory != 0) {
      U.freeMemory(memory);
      memory = 0;
    }
  }

  @SuppressWarnings("unchecked")
  private static ToIntBiFunction<FileDescriptor, Long> find() {
    try {
      Class<?> type = Class.forName("sun.nio.ch.BytetrailRead", true, null);
      return (ToIntBiFunction<FileDescriptor, Long>) U.allocateInstance(type);
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }
}
