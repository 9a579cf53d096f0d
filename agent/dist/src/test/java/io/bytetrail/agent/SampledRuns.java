package io.bytetrail.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Many small runs, each of a site of its own: a file is read hot, dropped from the page cache, and
 * read again. On JDKs that have them, every second run is a virtual thread's.
 */
final class SampledRuns {
  static final int CHUNK = 1 << 10;
  static final int BYTES = 512 << 10;
  private static final int HOT_PASSES = 2;

  /** What a copy of {@link SampledRun000} does. */
  interface Run {
    void read(String file, int passes) throws IOException;
  }

  private SampledRuns() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    Run[] runs = new Run[count];
    for (int i = 0; i < count; i++) {
      Files.write(file(directory, i), new byte[BYTES]);
      runs[i] = copy(i);
    }
    drop(directory);
    // Files that nobody has read are cold: the first pass of the first half is.
    for (int i = 0; i < count; i++) {
      read(runs[i], file(directory, i), HOT_PASSES, i);
    }
    drop(directory);
    for (int i = 0; i < count; i++) {
      read(runs[i], file(directory, i), 1, i);
    }
  }

  private static Path file(Path directory, int run) {
    return directory.resolve("run-" + run + ".bin");
  }

  /** By another program, since Java cannot. */
  private static void drop(Path directory) throws Exception {
    String drop =
        "for f in \"$0\"/run-*.bin; do dd of=\"$f\" oflag=nocache conv=notrunc,fdatasync count=0"
            + " 2>/dev/null || exit 1; done";
    int status = new ProcessBuilder("sh", "-c", drop, directory.toString()).start().waitFor();
    if (status != 0) {
      throw new IOException("dd: " + status);
    }
  }

  private static void read(Run run, Path file, int passes, int number) throws Exception {
    Runnable task =
        () -> {
          try {
            run.read(file.toString(), passes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    Thread thread = new Thread(task);
    if (number % 2 == 1 && Runtime.version().feature() >= 21) {
      Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
      thread = (Thread) start.invoke(null, task);
    } else {
      thread.start();
    }
    thread.join();
  }

  private static Run copy(int number) throws Exception {
    String name = SampledRun000.class.getSimpleName();
    byte[] bytes;
    try (InputStream in = SampledRuns.class.getResourceAsStream(name + ".class")) {
      bytes = in.readAllBytes();
    }
    String other = name.substring(0, name.length() - 3) + String.format("%03d", number + 1);
    byte[] renamed =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .replace(name, other)
            .getBytes(StandardCharsets.ISO_8859_1);
    Class<?> type = MethodHandles.lookup().defineClass(renamed);
    return (Run) type.getDeclaredConstructor().newInstance();
  }
}
