package io.bytetrail.collector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  @TempDir private Path directory;

  @Test
  void deletesWhatItMade() throws Exception {
    try (Corpus files = new Corpus(directory)) {
      files.make(4096, 0, 3);
      assertThat(Files.size(files.folder().resolve("4096-2"))).isEqualTo(4096);
      files.warm(4096, 0, 3);
      files.drop(4096, 0, 3);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void makesNoMoreOnceItIsClosed() throws Exception {
    Corpus files = new Corpus(directory);
    files.close();
    assertThatThrownBy(() -> files.make(4096, 0, 1)).hasMessageContaining("is ending");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void leavesNothingOnAFullDisk() throws Exception {
    try (SmallDisk disk = new SmallDisk(directory, "size=4m")) {
      assertThat(disk.point).isEmptyDirectory();
      try (Corpus files = new Corpus(directory)) {
        assertThatThrownBy(() -> files.make(1 << 20, 0, 8))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("No space left");
      }
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void saysThatAFilesystemIsReadOnly() throws Exception {
    try (SmallDisk disk = new SmallDisk(directory, "size=4m,ro")) {
      assertThatThrownBy(() -> new Corpus(disk.point)).hasMessageContaining("Read-only");
    }
  }

  /** A filesystem of a test's own; needs root. */
  private static final class SmallDisk implements AutoCloseable {
    private final Path point;

    SmallDisk(Path point, String options) throws IOException, InterruptedException {
      this.point = point;
      int exit = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", point.toString());
      assumeTrue(exit == 0 || System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null, "may not mount");
      assertThat(exit).isZero();
    }

    private static int run(String... command) throws IOException, InterruptedException {
      return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
    }

    @Override
    public void close() throws IOException {
      try {
        run("umount", point.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
