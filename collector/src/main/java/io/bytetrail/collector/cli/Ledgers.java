package io.bytetrail.collector.cli;

import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.options.Option;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds ledgers where agents put them: this user's, or everybody's for who may read them. */
final class Ledgers {
  private static final String ROW = "%9s  %-24s %-12s %-8s %s";

  private Ledgers() {}

  /** Every ledger there is. */
  static List<Path> all() throws IOException {
    return all("*.ledger");
  }

  /** The ledger of a process. */
  static Path find(String pid) throws IOException {
    List<Path> found = all(pid + ".*.ledger");
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new IOException(
        found.isEmpty()
            ? "no ledger of process "
                + pid
                + " in "
                + directories()
                + ": is the agent attached? With ledger.dir=…, name the ledger"
            : "there are several ledgers of process " + pid + ", name one: " + found);
  }

  /** A table of every ledger: which process, which service, and whether it still runs. */
  static void list(PrintWriter out) throws IOException {
    out.println(String.format(Locale.ROOT, ROW, "PID", "SERVICE", "JVM", "STATE", "LEDGER"));
    for (Path file : all()) {
      out.println(row(file));
    }
  }

  private static String row(Path file) {
    try {
      LedgerSnapshot ledger = LedgerReader.read(file);
      return String.format(
          Locale.ROOT,
          ROW,
          ledger.pid(),
          ledger.service(),
          ledger.jvmVersion(),
          LedgerReport.isRunning(ledger) ? "runs" : "ended",
          file);
    } catch (IOException e) {
      return String.format(Locale.ROOT, ROW, "?", "?", "?", "?", file + ": " + e.getMessage());
    }
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
      if (Files.isReadable(directory)) {
        try (DirectoryStream<Path> ledgers = Files.newDirectoryStream(directory, glob)) {
          ledgers.forEach(found::add);
        }
      }
    }
    found.sort(null);
    return found;
  }

  /**
   * Where this user's are, whether there are any or not; and other users', where they may be read.
   */
  static List<Path> directories() throws IOException {
    List<Path> directories = new ArrayList<>();
    for (String base :
        List.of(Option.LEDGER_DIR.fallback(), System.getProperty("java.io.tmpdir"))) {
      Path own = LedgerFile.directoryOf(Path.of(base));
      directories.add(own);
      if (Files.isReadable(Path.of(base))) {
        try (DirectoryStream<Path> others =
            Files.newDirectoryStream(
                Path.of(base),
                entry ->
                    entry.getFileName().toString().matches("bytetrail-\\d+")
                        && !entry.equals(own)
                        && Files.isDirectory(entry)
                        && Files.isReadable(entry))) {
          others.forEach(directories::add);
        }
      }
    }
    return directories;
  }
}
