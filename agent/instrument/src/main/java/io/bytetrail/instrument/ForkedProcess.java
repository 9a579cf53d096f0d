package io.bytetrail.instrument;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * A child process without the JDK's machinery of futures and reaping threads. Whoever waits for it
 * reaps it; a JVM that ends leaves that to whom it leaves its children, and waits for none: what
 * that would load is more than an end need wait for, and the probe ends with its parent.
 */
final class ForkedProcess extends Process {
  private static final int LONGEST_STAT = 512;

  private final int pid;
  private final OutputStream input;
  private final InputStream output;
  private final ToLongFunction<Object[]> wait;
  private int status; // guarded by this
  private boolean reaped; // guarded by this

  ForkedProcess(int pid, OutputStream input, InputStream output, ToLongFunction<Object[]> wait) {
    this.pid = pid;
    this.input = input;
    this.output = output;
    this.wait = wait;
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public OutputStream getOutputStream() {
    return input;
  }

  @Override
  public InputStream getInputStream() {
    return output;
  }

  @Override
  public InputStream getErrorStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public synchronized int waitFor() {
    if (!reaped) {
      status = (int) wait.applyAsLong(new Object[] {(long) pid, true});
      reaped = true;
    }
    return status;
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + (Shutdown.hasBegun() ? 0 : unit.toNanos(timeout));
    while (!hasEnded()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(1);
    }
    if (!Shutdown.hasBegun()) {
      waitFor();
    }
    return true;
  }

  @Override
  public synchronized int exitValue() {
    if (!reaped && !hasEnded()) {
      throw new IllegalThreadStateException("process " + pid + " has not ended");
    }
    return waitFor();
  }

  @Override
  public boolean isAlive() {
    return !hasEnded();
  }

  @Override
  public synchronized void destroy() {
    if (!reaped) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
  }

  @Override
  public synchronized Process destroyForcibly() {
    if (!reaped) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    return this;
  }

  /** By its state in {@code /proc/<pid>/stat}, which follows the name in parentheses. */
  private boolean hasEnded() {
    synchronized (this) {
      if (reaped) {
        return true;
      }
    }
    try (FileInputStream stat = new FileInputStream("/proc/" + pid + "/stat")) {
      byte[] text = stat.readNBytes(LONGEST_STAT);
      int i = text.length - 1;
      while (i >= 0 && text[i] != ')') {
        i--;
      }
      return i + 2 >= text.length || text[i + 2] == 'Z' || text[i + 2] == 'X';
    } catch (IOException e) {
      return true;
    }
  }
}
