package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A memory cgroup of this machine, version 1 or 2, with a limit, for as long as it is open. */
final class MemoryCgroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final int TRIES = 100;

  private final Path directory;

  private MemoryCgroup(Path directory) {
    this.directory = directory;
  }

  /** Makes one; where that cannot be, the test is skipped, or fails if it may not be. */
  static MemoryCgroup of(long limitBytes) throws IOException {
    String name = "bytetrail-it-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    boolean version1 = Files.isDirectory(ROOT.resolve("memory"));
    Path directory = (version1 ? ROOT.resolve("memory") : ROOT).resolve(name);
    try {
      if (!version1) {
        Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+memory");
      }
      Files.createDirectory(directory);
      Files.writeString(
          directory.resolve(version1 ? "memory.limit_in_bytes" : "memory.max"),
          Long.toString(limitBytes));
    } catch (IOException e) {
      String why = "no memory cgroup can be made: " + e;
      assertThat(System.getenv("BYTETRAIL_REQUIRE_KERNEL")).as(why).isNotEqualTo("1");
      assumeTrue(false, why);
    }
    return new MemoryCgroup(directory);
  }

  /** Words to put before a command that is to run in it. */
  List<String> command() {
    return List.of("sh", "-c", "echo $$ > " + directory + "/cgroup.procs && exec \"$@\"", "sh");
  }

  /** A cgroup is busy until the last of its processes has been reaped. */
  @Override
  public void close() {
    for (int i = 0; i < TRIES && !directory.toFile().delete(); i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    assertThat(directory).doesNotExist();
  }
}
