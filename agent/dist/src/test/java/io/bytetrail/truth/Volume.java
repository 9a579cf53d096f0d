package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A filesystem of the test's own, in a file, on a loop device: nobody else writes to that, so that
 * what {@code /sys/block/<device>/stat} says of it is what the test did.
 */
final class Volume implements AutoCloseable {
  private static final int SECTOR = 512;
  private static final int SECTORS_WRITTEN = 6;

  private final Path image;
  private final Path point;
  private final String device;

  /**
   * Makes and mounts it.
   *
   * @param type {@code ext4}, {@code xfs} or {@code btrfs}
   * @param size as {@code truncate} takes it
   */
  Volume(Path directory, String type, String size) throws IOException, InterruptedException {
    image = directory.resolve("volume.image");
    point = Files.createDirectory(directory.resolve("volume"));
    run("truncate", "-s", size, image.toString());
    device = run("losetup", "-f", "--show", image.toString()).trim();
    try {
      run("mkfs." + type, "-q", device);
      run("mount", device, point.toString());
    } catch (IOException | AssertionError e) {
      run("losetup", "-d", device);
      throw e;
    }
  }

  Path directory() {
    return point;
  }

  /** {@code loop0}. */
  String device() {
    return Path.of(device).getFileName().toString();
  }

  /** Bytes the device has been given to write since it is there. */
  long written() throws IOException {
    String stat = Files.readString(Path.of("/sys/block", device(), "stat"));
    return Long.parseLong(stat.trim().split("\\s+")[SECTORS_WRITTEN]) * SECTOR;
  }

  /** Everything written to it so far is on the device after this. */
  void sync() throws IOException, InterruptedException {
    run("sync", "-f", point.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", point.toString());
    run("losetup", "-d", device);
    Files.delete(image);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
    return said;
  }
}
