package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the load on the first processor and the servers, with all that watches them, on the others.
 * Left to itself a machine of two puts them now together, now apart, and that decides a throughput
 * more than anything that is compared here.
 */
final class Pinning implements AutoCloseable {
  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final boolean possible = PROCESSORS > 1 && Files.isExecutable(TASKSET);

  Pinning() throws IOException {
    moveThisProcess("0");
  }

  /** What to put before a server's command; nothing where processors can't be chosen. */
  List<String> serverPrefix() {
    return possible ? List.of(TASKSET.toString(), "-c", "1-" + (PROCESSORS - 1)) : List.of();
  }

  @Override
  public void close() throws IOException {
    moveThisProcess("0-" + (PROCESSORS - 1));
  }

  private void moveThisProcess(String processors) throws IOException {
    if (possible) {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder(TASKSET.toString(), "-a", "-c", "-p", processors, pid)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join();
    }
  }
}
