package io.bytetrail.collector.calibration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time and device bytes of another process, by {@code /proc}.
 *
 * <p>Times are those of its threads in nanoseconds, user and system, from {@code schedstat}; the
 * compiler's threads are left out, for a service that has run for a while has none at work. Threads
 * that have ended are not in it, so a process is asked that keeps its threads.
 */
public final class ProcessCpu {
  private final Path process;

  public ProcessCpu(long pid) {
    process = Path.of("/proc", Long.toString(pid));
  }

  /** CPU time so far, in nanoseconds. */
  public long nanos() throws IOException {
    long nanos = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        nanos += nanos(thread);
      }
    }
    return nanos;
  }

  private static long nanos(Path thread) {
    try {
      if (Files.readString(thread.resolve("comm")).contains("CompilerThre")) {
        return 0;
      }
      String times = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(times.substring(0, times.indexOf(' ')));
    } catch (IOException e) {
      return 0; // ended meanwhile
    }
  }

  /** Bytes that it had fetched from devices so far. */
  public long deviceReadBytes() throws IOException {
    for (String line : Files.readAllLines(process.resolve("io"))) {
      if (line.startsWith("read_bytes:")) {
        return Long.parseLong(line.substring("read_bytes:".length()).strip());
      }
    }
    return 0;
  }
}
