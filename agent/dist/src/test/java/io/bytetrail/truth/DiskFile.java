package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** A file of random bytes on a real disk, whose place in the page cache a test decides. */
final class DiskFile implements AutoCloseable {
  private final Path path;
  private final long size;

  /**
   * Makes the file below {@code target/}, because the system's temporary directory may be a tmpfs.
   *
   * @param size in bytes
   */
  DiskFile(long size) throws IOException {
    this(size, Path.of("target").toAbsolutePath());
  }

  DiskFile(long size, Path directory) throws IOException {
    this.size = size;
    path = Files.createTempFile(directory, "disk-file", ".bin");
    byte[] chunk = new byte[1 << 20];
    new Random(size).nextBytes(chunk);
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (long left = size; left > 0; ) {
        left -= out.write(ByteBuffer.wrap(chunk, 0, (int) Math.min(left, chunk.length)));
      }
      out.force(true);
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /** Puts this file, and no other, out of the page cache, and checks that it is. */
  DiskFile evict() {
    run("dd", "if=" + path, "iflag=nocache", "count=0", "status=none");
    assertThat(residentBytes()).as("bytes of %s left in the page cache", path).isZero();
    return this;
  }

  /** Reads the whole file, so that all of it is in the page cache. */
  DiskFile warm() {
    try (FileChannel in = FileChannel.open(path)) {
      ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
      while (in.read(chunk.clear()) > 0) {
        // The page cache is filled by reading; the bytes are of no interest.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  long residentBytes() {
    return Long.parseLong(run("fincore", "--bytes", "--noheadings", "--output", "RES", path));
  }

  private static String run(Object... command) {
    try {
      String[] words = new String[command.length];
      for (int i = 0; i < words.length; i++) {
        words[i] = command[i].toString();
      }
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).as("%s: %s", String.join(" ", words), output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.delete(path);
  }
}
