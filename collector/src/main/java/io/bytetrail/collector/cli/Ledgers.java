package io.bytetrail.collector.cli;

import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.options.Option;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds this user's ledgers where agents put them. */
final class Ledgers {
  private Ledgers() {}

  /**
   * The ledger of a process, or the only one there is.
   *
   * @param pid empty for any
   */
  static Path find(String pid) throws IOException {
    List<Path> found = all(pid.isEmpty() ? "*.ledger" : pid + ".*.ledger");
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new IOException(
          pid.isEmpty()
              ? "no ledger in " + directories() + ": no JVM of this user runs with the agent"
              : "no ledger of process "
                  + pid
                  + " in "
                  + directories()
                  + ": is the agent attached? With ledger.dir=…, name the ledger");
    }
    throw new IOException("there are several ledgers, name one by its process id: " + found);
  }

  /** Every ledger of this user's JVMs, also of ones that have ended. */
  static List<Path> all() throws IOException {
    return all("*.ledger");
  }

  /**
   * The ledger that somebody named.
   *
   * @param target a process id, or the ledger's file
   */
  static Path locate(String target) throws IOException {
    if (!target.isEmpty() && target.chars().allMatch(Character::isDigit)) {
      return find(target);
    }
    Path file = Path.of(target);
    if (!Files.isRegularFile(file)) {
      throw new IOException("'" + target + "' is no file: give a process id or a ledger");
    }
    return file;
  }

  private static List<Path> all(String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path directory : directories()) {
      if (Files.isDirectory(directory)) {
        try (DirectoryStream<Path> ledgers = Files.newDirectoryStream(directory, glob)) {
          ledgers.forEach(found::add);
        }
      }
    }
    return found;
  }

  private static List<Path> directories() throws IOException {
    return List.of(
        LedgerFile.directoryOf(Path.of(Option.LEDGER_DIR.fallback())),
        LedgerFile.directoryOf(Path.of(System.getProperty("java.io.tmpdir"))));
  }
}
