package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A filesystem of a test's own, on a device of its own; both gone when it is closed. */
final class Mount implements AutoCloseable {
  private static final long IMAGE_BYTES = 512L << 20;

  private final Deque<List<String>> undo = new ArrayDeque<>();
  private final Thread hook = new Thread(this::undoAll, "unmount");
  private final Path directory;
  private String device = "";

  private Mount() throws IOException {
    directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "mount");
    later("rmdir", directory.toString());
    // Also when the test's JVM is told to end.
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A filesystem on a loop device over a file. */
  static Mount loop(String type, String options) throws Exception {
    return made(
        mount -> {
          Path image = mount.directory.resolveSibling(mount.directory.getFileName() + ".image");
          mount.later("rm", "-f", image.toString());
          try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
          }
          mount.device = run("losetup", "--find", "--show", image.toString());
          mount.later("losetup", "--detach", mount.device);
          mount.format(type, options);
        });
  }

  /** A filesystem on compressed memory. */
  static Mount zram(String type) throws Exception {
    return made(
        mount -> {
          mount.device = run("zramctl", "--find", "--size", Long.toString(IMAGE_BYTES));
          mount.later("zramctl", "--reset", mount.device);
          mount.format(type, "defaults");
        });
  }

  static Mount tmpfs() throws Exception {
    return made(mount -> mount.mount("-t", "tmpfs", "tmpfs"));
  }

  /** Over a directory of another filesystem, which holds all of the files. */
  static Mount overlay(Mount lower) throws Exception {
    Path upper = Files.createDirectories(lower.directory.resolve("upper"));
    Path work = Files.createDirectories(lower.directory.resolve("work"));
    Path base = Files.createDirectories(lower.directory.resolve("lower"));
    String layers = "lowerdir=%s,upperdir=%s,workdir=%s".formatted(base, upper, work);
    return made(mount -> mount.mount("-t", "overlay", "-o", layers, "overlay"));
  }

  private interface Making {
    void make(Mount mount) throws Exception;
  }

  private static Mount made(Making making) throws Exception {
    Mount mount = new Mount();
    try {
      making.make(mount);
      return mount;
    } catch (Exception | AssertionError e) {
      mount.close();
      throw e;
    }
  }

  private void format(String type, String options) {
    List<String> command = new ArrayList<>(List.of("mkfs." + type));
    command.addAll(type.equals("ext4") ? List.of("-q", "-F") : List.of("-q", "-f"));
    command.add(device);
    run(command.toArray(String[]::new));
    mount("-t", type, "-o", options, device);
  }

  private void mount(String... words) {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(words));
    command.add(directory.toString());
    run(command.toArray(String[]::new));
    later("umount", directory.toString());
  }

  Path directory() {
    return directory;
  }

  /** {@code loop3}; empty for a filesystem without a device. */
  String device() {
    return device.replace("/dev/", "");
  }

  /** Bytes that the device has read so far, by its own account. */
  long readBytes() throws IOException {
    return Long.parseLong(statistics()[2]) * 512;
  }

  /** Read requests that it has completed. */
  long reads() throws IOException {
    return Long.parseLong(statistics()[0]);
  }

  private String[] statistics() throws IOException {
    return Files.readString(Path.of("/sys/block", device(), "stat")).strip().split(" +", -1);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    undoAll();
  }

  private void later(String... command) {
    undo.push(List.of(command));
  }

  private void undoAll() {
    while (!undo.isEmpty()) {
      run(undo.pop().toArray(String[]::new));
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
      return said.strip();
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
