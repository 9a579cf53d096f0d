package io.bytetrail.collector.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code /proc/<pid>/status} says.
 *
 * @param name the command's, of at most 15 characters
 * @param state a letter: {@code T} is stopped, {@code Z} dead but not reaped
 * @param uid effective
 * @param gid effective
 * @param innerPid the process id in its own pid namespace
 * @param takesQuit whether it has a handler for SIGQUIT, which would end it otherwise
 */
record Status(String name, char state, int uid, int gid, int innerPid, boolean takesQuit) {
  private static final long QUIT = 1L << (3 - 1);

  static Status of(Path process) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line : Files.readAllLines(process.resolve("status"))) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, Math.max(colon, 0)), line.substring(colon + 1).strip());
    }
    String[] pids = fields.getOrDefault("NSpid", fields.get("Pid")).split("\\s+", -1);
    return new Status(
        fields.getOrDefault("Name", "?"),
        fields.get("State").charAt(0),
        effective(fields.get("Uid")),
        effective(fields.get("Gid")),
        Integer.parseInt(pids[pids.length - 1]),
        (Long.parseUnsignedLong(fields.get("SigCgt"), 16) & QUIT) != 0);
  }

  /** Real, effective, saved, file system's. */
  private static int effective(String ids) {
    return Integer.parseUnsignedInt(ids.split("\\s+", -1)[1]);
  }
}
