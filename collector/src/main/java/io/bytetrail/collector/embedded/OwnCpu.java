package io.bytetrail.collector.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * CPU time of the collector's threads and of the probe, from the scheduler's own figures: the first
 * number of {@code /proc/…/schedstat}, in nanoseconds. Thread-safe.
 */
final class OwnCpu {
  private static final Path PROC = Path.of("/proc");

  private final Map<Path, Long> nanosByTask = new ConcurrentHashMap<>();

  /** Begins to count the current thread. */
  void addCurrentThread() {
    try {
      add(PROC.resolve(Files.readSymbolicLink(PROC.resolve("thread-self"))));
    } catch (IOException | RuntimeException e) {
      // No /proc: our own cost is not known either.
    }
  }

  /** Begins to count a process with one thread. */
  void addProcess(long pid) {
    add(PROC.resolve(Long.toString(pid)));
  }

  /** CPU time so far; of tasks that have ended, up to the last time this was asked. */
  long nanos() {
    nanosByTask.replaceAll(OwnCpu::read);
    return nanosByTask.values().stream().mapToLong(Long::longValue).sum();
  }

  private void add(Path task) {
    nanosByTask.putIfAbsent(task.resolve("schedstat"), 0L);
  }

  private static long read(Path schedstat, long before) {
    try {
      String line = Files.readString(schedstat);
      return Math.max(before, Long.parseLong(line.substring(0, line.indexOf(' '))));
    } catch (IOException | RuntimeException e) {
      return before;
    }
  }
}
