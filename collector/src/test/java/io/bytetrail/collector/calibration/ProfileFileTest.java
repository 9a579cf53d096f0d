package io.bytetrail.collector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFileTest {
  private final Profile profile = SampleProfiles.of((way, size) -> 0.25);
  @TempDir private Path directory;

  @Test
  void isReadBackAsItWasWritten() throws Exception {
    Path file = directory.resolve("new/profile.json");
    ProfileFile.write(profile, file);
    ProfileFile.write(profile, file);

    assertThat(ProfileFile.read(file)).isEqualTo(profile);
    assertThat(file.getParent()).isDirectoryContaining(each -> each.equals(file));
    assertThat(file.getParent().toFile().list()).hasSize(1);
  }

  @Test
  void refusesOneThatWasCutShort() throws Exception {
    Path file = directory.resolve("profile.json");
    ProfileFile.write(profile, file);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 2}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ProfileFile.read(file))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no profile, or not a whole one: calibrate again");
    }
  }

  @Test
  void refusesOneOfAnotherVersion() throws Exception {
    Path file = directory.resolve("profile.json");
    Files.writeString(file, "{\"schema\": 7, \"cells\": \"of another kind\"}");
    assertThatThrownBy(() -> ProfileFile.read(file))
        .hasMessage(file + " is a profile of version 7, and this build reads 2: calibrate again");
  }

  @Test
  void refusesOneWithoutAHost() throws Exception {
    Path file = directory.resolve("profile.json");
    Files.writeString(file, "{\"schema\": 2, \"cells\": [], \"primitives\": {}, \"notes\": []}");
    assertThatThrownBy(() -> ProfileFile.read(file)).hasMessageContaining("no whole profile");
    Files.writeString(file, "{\"schema\": 2, \"cells\": 5}");
    assertThatThrownBy(() -> ProfileFile.read(file)).hasMessageContaining("calibrate again");
  }

  @Test
  void isNamedByFilesystemDeviceAndJdk() {
    assertThat(ProfileFile.nameOf(profile)).isEqualTo("ext4-vda-jdk17.json");
  }
}
