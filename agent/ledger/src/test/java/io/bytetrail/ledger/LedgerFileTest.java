package io.bytetrail.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
  /** No process can have it: the limit on pids is lower. */
  private static final int DEAD = Integer.MAX_VALUE;

  @TempDir Path directory;

  @Test
  void isWrittenInFullAndReadableByItsOwnerOnly() throws IOException {
    LedgerFile file = LedgerFile.create(List.of(directory), settings(1));

    assertThat(file.path().getFileName()).hasToString("1.5000.ledger");
    assertThat(Files.size(file.path())).isEqualTo(LedgerWriter.length(settings(1)));
    assertThat(Files.getPosixFilePermissions(file.path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(file.path().getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    long blocks = Files.getFileStore(file.path()).getBlockSize();
    assertThat(blocks).isPositive();
    file.delete();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void fallsBackToTheNextDirectory() throws IOException {
    LedgerFile file =
        LedgerFile.create(List.of(directory.resolve("missing"), directory), settings(1));

    assertThat(file.path().getParent().getParent()).isEqualTo(directory);
  }

  @Test
  void saysWhyEachDirectoryRefused() throws IOException {
    Path missing = directory.resolve("missing");
    Path plain = Files.createFile(directory.resolve("plain"));

    assertThatThrownBy(() -> LedgerFile.create(List.of(missing, plain), settings(1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no directory takes the ledger: " + missing + ": ")
        .hasMessageContaining("; " + plain + ": ");
  }

  @Test
  void clearsAwayWhatDeadProcessesLeft() throws IOException {
    Path crashed = ledger(DEAD, 7, LedgerDescriptor.STATE_RUNNING);
    Path kept = ledger(DEAD - 1, 7, LedgerDescriptor.STATE_ENDED);
    Path elsewhere = ledger(DEAD - 2, 8, LedgerDescriptor.STATE_RUNNING);
    Path alive = ledger((int) ProcessHandle.current().pid(), 7, LedgerDescriptor.STATE_RUNNING);
    Path foreign = Files.writeString(alive.resolveSibling("0.0.ledger"), "not one");

    LedgerFile file = LedgerFile.create(List.of(directory), settings(1));

    assertThat(crashed).doesNotExist();
    assertThat(List.of(kept, elsewhere, alive, foreign, file.path())).allMatch(Files::exists);
  }

  private Path ledger(int pid, long namespace, int state) throws IOException {
    LedgerSettings settings = new LedgerSettings(pid, namespace, 5000, "s", "17", 1, 3, 3);
    LedgerFile file = LedgerFile.create(List.of(directory), settings);
    new LedgerWriter(file.memory(), settings, 0, 0).state(state);
    return file.path();
  }

  private static LedgerSettings settings(int pid) {
    return new LedgerSettings(pid, 7, 5000, "s", "17", 1, 3, 3);
  }
}
