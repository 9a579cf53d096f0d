package io.bytetrail.collector.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whether a ledger may speak for the process that it names. Anybody can write a file that names
 * another user's process; a reader that may follow every process must not be sent after that one.
 */
final class LedgerOwner {
  private static final String UID = "unix:uid";

  private LedgerOwner() {}

  /** Whether the file is the process's user's. False when either is gone, or is a link. */
  static boolean isThatOf(Path ledger, int pid) {
    try {
      Object user = Files.getAttribute(Path.of("/proc/" + pid), UID);
      return Files.getAttribute(ledger, UID, LinkOption.NOFOLLOW_LINKS).equals(user);
    } catch (IOException e) {
      return false;
    }
  }
}
