package io.bytetrail.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskFilesTest {
  @Test
  void dropsOnlyTheFilesItIsAskedFor() throws Exception {
    Path folder;
    try (DiskFiles files = new DiskFiles(Path.of("target"))) {
      folder = files.folder();
      assumeFalse(files.isInMemory(), "the build is on a filesystem in memory");
      files.make("dropped", 1 << 20);
      files.make("kept", 1 << 20);
      files.warm(List.of("dropped", "kept"));
      assumeTrue(files.resident(List.of("kept")).isPresent(), "fincore is not installed");

      files.drop(List.of("dropped"));

      assertThat(files.resident(List.of("dropped"))).hasValue(0);
      assertThat(files.resident(List.of("kept"))).hasValue(1 << 20);
    }
    assertThat(folder).doesNotExist();
  }
}
