package io.bytetrail.collector.calibration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A memory cgroup of one process, whose page cache has little room: each page that it brings in
 * evicts another. Gone when it is closed, which must be after the process's end.
 */
public final class PressureGroup implements AutoCloseable {
  private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path V2 = Path.of("/sys/fs/cgroup");

  private final Path group;
  private final boolean first;
  private long mapped = -1;

  /**
   * Makes it.
   *
   * @throws IOException when this process may not; the message says why
   */
  public PressureGroup(String name) throws IOException {
    first = Files.exists(V1.resolve("memory.limit_in_bytes"));
    Path parent = first ? V1 : V2;
    if (!first && !hasMemoryController()) {
      throw new IOException("there is no memory cgroup controller under " + V2);
    }
    group = parent.resolve(name);
    try {
      Files.createDirectory(group);
    } catch (IOException e) {
      throw new IOException("no memory cgroup can be made in " + parent + ": " + e, e);
    }
  }

  private static boolean hasMemoryController() throws IOException {
    Path children = V2.resolve("cgroup.subtree_control");
    return Files.isReadable(children)
        && List.of(Files.readString(children).strip().split(" ", -1)).contains("memory");
  }

  /** Puts a process into it. What it has in memory already is not counted here. */
  public void add(long pid) throws IOException {
    write("cgroup.procs", pid);
  }

  /**
   * Limits it to what the process has for itself, and a page cache of this size. May be called
   * again when the process has grown. What it had mapped the first time, its libraries, is its own;
   * what it maps later is of the page cache.
   *
   * @param cacheBytes room for the page cache
   */
  public void limit(long cacheBytes) throws IOException {
    if (mapped < 0) {
      mapped = statistic(first ? "mapped_file" : "file_mapped");
    }
    // All but the page cache: what the kernel keeps for it, maps of eBPF programs too, is in it.
    long used = value(first ? "memory.usage_in_bytes" : "memory.current");
    long own = used - statistic(first ? "cache" : "file") + mapped;
    write(first ? "memory.limit_in_bytes" : "memory.max", own + cacheBytes);
  }

  private long value(String file) throws IOException {
    return Long.parseLong(Files.readString(group.resolve(file)).strip());
  }

  private long statistic(String name) throws IOException {
    for (String line : Files.readAllLines(group.resolve("memory.stat"))) {
      if (line.startsWith(name + " ")) {
        return Long.parseLong(line.substring(name.length() + 1));
      }
    }
    return 0;
  }

  private void write(String file, long value) throws IOException {
    Files.write(group.resolve(file), Long.toString(value).getBytes(US_ASCII));
  }

  @Override
  public void close() throws IOException {
    // The kernel lets a process go a moment after it has ended.
    for (int i = 0; ; i++) {
      try {
        Files.deleteIfExists(group);
        return;
      } catch (IOException e) {
        if (i == 50) {
          throw e;
        }
        try {
          Thread.sleep(20);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }
}
