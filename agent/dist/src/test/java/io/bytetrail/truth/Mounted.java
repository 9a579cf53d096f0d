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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A filesystem of a test's own, mounted below {@code target/}: other processes neither write to its
 * device nor put its pages out of the cache. Gone, with all that it was made of, when it is closed.
 */
final class Mounted implements AutoCloseable {
  private static final int TRIES = 100;

  private final Path directory;
  private final Deque<Undo> undoing = new ArrayDeque<>();

  private interface Undo {
    void run() throws IOException, InterruptedException;
  }

  private interface Making {
    void of(Mounted mounted) throws IOException, InterruptedException;
  }

  private Mounted() throws IOException {
    directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "mounted");
    undoing.push(() -> Files.delete(directory));
  }

  private static Mounted made(Making making) throws IOException, InterruptedException {
    Mounted mounted = new Mounted();
    try {
      making.of(mounted);
      return mounted;
    } catch (IOException | InterruptedException | AssertionError e) {
      mounted.close();
      throw e;
    }
  }

  /** In an image file, on a loop device: {@code ext4} or {@code xfs}. */
  static Mounted loop(String type, long bytes) throws IOException, InterruptedException {
    return made(
        mounted -> {
          Path image = mounted.image(type, bytes);
          mounted.mount("-o", "loop", image.toString());
        });
  }

  /** ext4 on a compressed disk in memory. */
  static Mounted zram(long bytes) throws IOException, InterruptedException {
    Path control = Path.of("/sys/class/zram-control");
    return made(
        mounted -> {
          String number = Files.readString(control.resolve("hot_add")).strip();
          mounted.undoing.push(() -> Files.writeString(control.resolve("hot_remove"), number));
          Files.writeString(Path.of("/sys/block/zram" + number + "/disksize"), "" + bytes);
          run("mkfs.ext4", "-q", "/dev/zram" + number);
          mounted.mount("/dev/zram" + number);
        });
  }

  static Mounted tmpfs() throws IOException, InterruptedException {
    return made(mounted -> mounted.mount("-t", "tmpfs", "tmpfs"));
  }

  /** Two directories of this disk, one over the other. */
  static Mounted overlay() throws IOException, InterruptedException {
    return made(
        mounted -> {
          StringBuilder options = new StringBuilder();
          for (String layer : List.of("lower", "upper", "work")) {
            Path made = Files.createTempDirectory(Path.of("target").toAbsolutePath(), layer);
            mounted.undoing.push(() -> run("rm", "-r", made.toString()));
            options.append(layer).append("dir=").append(made);
            options.append(layer.equals("work") ? "" : ",");
          }
          mounted.mount("-t", "overlay", "-o", options.toString(), "overlay");
        });
  }

  /** ext4 in an image file, served by a process. */
  static Mounted fuse(long bytes) throws IOException, InterruptedException {
    return made(
        mounted -> {
          Path image = mounted.image("ext4", bytes);
          run("fuse2fs", "-o", "fakeroot,rw", image.toString(), mounted.directory.toString());
          mounted.undoing.push(mounted::unmount);
        });
  }

  Path directory() {
    return directory;
  }

  /** The name of its block device, {@code loop3}. */
  String device() throws IOException, InterruptedException {
    String source = run("findmnt", "-n", "-o", "SOURCE", directory.toString());
    return Path.of(source).getFileName().toString();
  }

  private Path image(String type, long bytes) throws IOException, InterruptedException {
    Path image = Files.createTempFile(directory.getParent(), "image", "." + type);
    undoing.push(() -> Files.delete(image));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    // Or the kernel goes on writing tables long after the filesystem is mounted.
    String whole = "lazy_itable_init=0,lazy_journal_init=0";
    if (type.equals("ext4")) {
      run("mkfs.ext4", "-q", "-E", whole, image.toString());
    } else {
      run("mkfs." + type, "-q", image.toString());
    }
    return image;
  }

  private void mount(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(words));
    command.add(directory.toString());
    run(command.toArray(new String[0]));
    undoing.push(this::unmount);
  }

  /** Busy until the last of the processes that had files open there has been reaped. */
  private void unmount() throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      Process umount = new ProcessBuilder("umount", directory.toString()).start();
      if (umount.waitFor() == 0) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new IOException(directory + " cannot be unmounted");
  }

  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
    return said;
  }

  @Override
  public void close() throws IOException {
    IOException failed = null;
    while (!undoing.isEmpty()) {
      try {
        undoing.pop().run();
      } catch (IOException e) {
        failed = e;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
