package io.bytetrail.collector.probe;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a child process writes, waited for outside the kernel, and no longer than until a deadline.
 *
 * <p>A thread that sat in {@code read(2)} would hold up every end of the JVM by 300 ms: HotSpot's
 * {@code VM_Exit::wait_for_threads_in_native_to_block} gives threads in native code that long to
 * come back. So there is none; whoever wants an answer asks every now and then whether there is
 * one. Not thread-safe.
 */
final class PolledInput extends InputStream {
  /** Room for a record that is read again, and as much behind it. */
  private static final int BUFFER = 2 * ProbeDescriptor.LONGEST_RECORD;

  private static final long SHORTEST_STEP = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONGEST_STEP = TimeUnit.MILLISECONDS.toNanos(1);

  /** How often it is looked whether there is still somebody to wait for, which takes longer. */
  private static final long LIFE_STEP = TimeUnit.MILLISECONDS.toNanos(10);

  private final Process process;
  private final InputStream input;
  private final byte[] buffer = new byte[BUFFER];
  private int begin; // of what is read again after a deadline
  private int from;
  private int to;
  private long deadline;

  PolledInput(Process process) {
    this.process = process;
    input = process.getInputStream();
  }

  /** Nothing came by the deadline. */
  static final class LateException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** The thread that reads is wanted elsewhere; it is still marked as interrupted. */
  static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * A record begins here, and reads wait until this {@link System#nanoTime}. One that has not come
   * as a whole by then is read from its beginning the next time.
   */
  void beginRecord(long deadline) {
    begin = from;
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[from++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, to - from);
    System.arraycopy(buffer, from, bytes, offset, count);
    from += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  /** False when the process has ended and all is read. */
  private boolean fill() throws IOException {
    if (from < to) {
      return true;
    }
    int available;
    try {
      available = await();
    } catch (LateException | StoppedException e) {
      from = begin;
      throw e;
    }
    makeRoom();
    int count = available == 0 ? 0 : input.read(buffer, to, Math.min(available, BUFFER - to));
    to += Math.max(0, count);
    return from < to;
  }

  private void makeRoom() {
    System.arraycopy(buffer, begin, buffer, 0, to - begin);
    from -= begin;
    to -= begin;
    begin = 0;
  }

  /** How many bytes can be had at once; 0 when there will be no more. */
  private int await() throws IOException {
    long step = SHORTEST_STEP;
    long lifeAsked = System.nanoTime();
    while (true) {
      int available = input.available();
      if (available > 0) {
        return available;
      }
      long now = System.nanoTime();
      if (now - lifeAsked >= LIFE_STEP) {
        lifeAsked = now;
        if (!process.isAlive()) {
          return input.available(); // it may have written before it ended
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new StoppedException();
      }
      if (now >= deadline) {
        throw new LateException();
      }
      LockSupport.parkNanos(this, Math.min(step, deadline - now));
      step = Math.min(2 * step, LONGEST_STEP);
    }
  }
}
