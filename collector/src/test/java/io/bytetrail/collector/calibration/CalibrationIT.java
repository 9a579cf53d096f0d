package io.bytetrail.collector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bytetrail.collector.cli.Main;
import io.bytetrail.collector.cost.CrossValidation;
import io.bytetrail.collector.probe.InTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibrates for real, with the smallest of plans. */
class CalibrationIT {
  private static final long SECOND = 1_000_000_000L;
  private static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx48m",
          "-XX:+UseSerialGC",
          "-cp",
          System.getProperty("java.class.path"),
          Main.class.getName());

  /** On a disk, or nothing would be cold. */
  @TempDir(factory = InTarget.class)
  private Path directory;

  @Test
  void measuresEveryWayAndLeavesNothing() throws Exception {
    Plan plan =
        new Plan(SECOND, SECOND / 200, SECOND / 100, List.of(4096L, 1L << 18), List.of(1L << 18));
    Profile profile = new Calibration(directory, plan, JAVA, (share, what) -> {}).run();

    for (Way way : Way.TO_SOCKET) {
      boolean direct = way.technique().isDirectIo();
      if (!direct || profile.storage().hasDirectIo()) {
        assertThat(profile.cells())
            .as(way.words())
            .anyMatch(
                cost ->
                    cost.cell().way().equals(way)
                        && cost.cell().residency() == (direct ? Residency.COLD : Residency.HOT)
                        && cost.cpu().median() > 0
                        && cost.wall().median() > 0);
      }
    }
    // What was dropped from the page cache came from the device, byte for byte but for read-ahead.
    assertThat(profile.cells())
        .filteredOn(cost -> cost.cell().residency() == Residency.COLD && cost.cell().size() > 4096)
        .allMatch(cost -> cost.deviceShare() > 0.99 && cost.deviceShare() < 1.1);
    assertThat(profile.cells())
        .filteredOn(cost -> cost.cell().residency() == Residency.HOT)
        .allMatch(cost -> cost.deviceShare() == 0);
    assertThat(profile.primitives())
        .containsKeys(
            Primitive.SYSTEM_CALL,
            Primitive.PAGE_CACHE_COPY,
            Primitive.PAGE_CACHE_FILL,
            Primitive.HEAP_COPY,
            Primitive.FAULT,
            Primitive.MAPPING,
            Primitive.TRANSFER_CALL,
            Primitive.SOCKET_COPY,
            Primitive.DEVICE_BANDWIDTH,
            Primitive.DEVICE_LATENCY);
    Profile validated = CrossValidation.validated(profile);
    assertThat(validated.fit().cpu()).allMatch(number -> number > 0);
    Path file = directory.resolve("profile.json");
    ProfileFile.write(validated, file);
    assertThat(ProfileFile.read(file)).isEqualTo(validated);
    Files.delete(file);
    assertNothingIsLeft(ProcessHandle.current().pid());
  }

  @Test
  void leavesNothingWhenItIsToldToEnd() throws Exception {
    List<String> command = new java.util.ArrayList<>(JAVA);
    command.addAll(List.of("calibrate", "--quick", directory.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    long deadline = System.nanoTime() + 60 * SECOND;
    while (process.children().findAny().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      assertThat(process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertNothingIsLeft(process.pid());
  }

  @Test
  void refusesWhereItCanNotMeasure() {
    assertThatThrownBy(() -> new Calibration(directory.resolve("none"), true, JAVA, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none is no directory");
    assertThat(Calibration.refusal("nfs4")).contains("nfs4").contains("local filesystem");
    assertThat(Calibration.refusal("fuse.sshfs")).contains("fuse.sshfs");
    assertThat(Calibration.refusal("ext4")).isEmpty();
  }

  @Test
  void takesNoMoreThanAShareOfTheFreeSpace() {
    assertThat(Plan.full().within(1L << 40).sizes()).contains(1L << 30);
    assertThat(Plan.full().within(8L << 30).sizes()).contains(256L << 20).doesNotContain(1L << 30);
    assertThat(Plan.full().within(100L << 20).fewSizes()).isEmpty();
  }

  private void assertNothingIsLeft(long pid) throws IOException {
    assertThat(directory).isEmptyDirectory();
    assertThat(Path.of("/sys/fs/cgroup/memory/bytetrail-calibrate-" + pid)).doesNotExist();
    assertThat(Path.of("/sys/fs/cgroup/bytetrail-calibrate-" + pid)).doesNotExist();
    assertThat(Path.of("/var/run/netns/bytetrail-" + Long.toString(pid, Character.MAX_RADIX)))
        .doesNotExist();
  }
}
