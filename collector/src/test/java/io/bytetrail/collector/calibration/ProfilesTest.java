package io.bytetrail.collector.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesTest {
  private static final Host HOST = SampleProfiles.HOST;

  private final Profile profile = SampleProfiles.of((way, size) -> 0.25);

  @Test
  void choosesTheOneOfTheFilesystemAndTheJdk() {
    Profile other =
        SampleProfiles.with(profile, host("25.0.3", 25, HOST.kernel()), profile.storage());
    Profiles both = Profiles.of(List.of(profile, other), HOST);

    // Two JVMs of one service, each with a JDK of its own.
    assertThat(both.choose("ext4", "vda", 17).profile()).contains(profile);
    assertThat(both.choose("ext4", "vda", 25).profile()).contains(other);
    assertThat(Profiles.of(List.of(profile), HOST).choose("ext4", "vda", 25).reason())
        .isEqualTo("calibrated with JDK 17, and this is 25");
  }

  @Test
  void refusesAnotherHosts() {
    Host elsewhere =
        new Host(
            "ffff", "Model 8", 2, HOST.memoryBytes(), HOST.kernel(), HOST.jdk(), 17, HOST.vm());
    assertThat(reason(elsewhere))
        .isEqualTo("the calibration does not fit: it is another machine's (Model 7)");
    assertThat(reason(host("17.0.15", 17, "6.19.0")))
        .isEqualTo("the calibration does not fit: the kernel was 6.18.0, and is 6.19.0");
    Host larger =
        new Host(HOST.machine(), HOST.processor(), 8, 0, HOST.kernel(), HOST.jdk(), 17, HOST.vm());
    assertThat(reason(larger)).contains("there were 2 processors, and are 8");
  }

  @Test
  void refusesAnotherFilesystems() {
    Profiles one = Profiles.of(List.of(profile), HOST);
    assertThat(one.choose("xfs", "vdb", 17).profile()).isEmpty();
    assertThat(one.choose("xfs", "vdb", 17).reason())
        .isEqualTo("calibrated on ext4 on vda, and these files are on xfs on vdb");
  }

  @Test
  void saysWhatIsWrongWithAFile(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("a.json"), "{\"schema\": 9}");
    Profiles.Choice choice = Profiles.load(directory.toString()).choose("ext4", "vda", 17);
    assertThat(choice.profile()).isEmpty();
    assertThat(choice.reason()).contains("a.json is a profile of version 9");
  }

  @Test
  void saysThatThereIsNone(@TempDir Path directory) {
    assertThat(Profiles.load(directory.toString()).choose("ext4", "vda", 17).reason())
        .isEqualTo("this host has not been calibrated");
    String missing = directory.resolve("none").toString();
    assertThat(Profiles.load(missing).choose("ext4", "vda", 17).reason())
        .isEqualTo("there is no " + missing);
  }

  private String reason(Host now) {
    return Profiles.of(List.of(profile), now).choose("ext4", "vda", 17).reason();
  }

  private static Host host(String jdk, int feature, String kernel) {
    return new Host(
        HOST.machine(),
        HOST.processor(),
        HOST.processors(),
        HOST.memoryBytes(),
        kernel,
        jdk,
        feature,
        HOST.vm());
  }
}
