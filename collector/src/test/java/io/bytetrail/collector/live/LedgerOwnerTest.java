package io.bytetrail.collector.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerOwnerTest {
  private static final int SOMEBODY = 65534;
  private static final int SELF = (int) ProcessHandle.current().pid();

  @TempDir Path directory;

  @Test
  void aLedgerSpeaksForAProcessOfTheSameUser() throws Exception {
    assertThat(LedgerOwner.isThatOf(Files.createFile(directory.resolve("own")), SELF)).isTrue();
  }

  @Test
  void anothersLedgerDoesNot() throws Exception {
    Path ledger = Files.createFile(directory.resolve("another's"));
    assumeThat(Files.getAttribute(ledger, "unix:uid"))
        .as("only root gives files away")
        .isEqualTo(0);
    Files.setAttribute(ledger, "unix:uid", SOMEBODY);

    assertThat(LedgerOwner.isThatOf(ledger, SELF)).isFalse();
  }

  @Test
  void whatIsGoneSpeaksForNobody() throws Exception {
    assertThat(LedgerOwner.isThatOf(directory.resolve("none"), SELF)).isFalse();
    assertThat(LedgerOwner.isThatOf(Files.createFile(directory.resolve("own")), -1)).isFalse();
  }
}
