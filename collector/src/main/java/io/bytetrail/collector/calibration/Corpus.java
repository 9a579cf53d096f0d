package io.bytetrail.collector.calibration;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The files that are sent, in a folder of their own, and what of them is in the page cache. May be
 * closed from another thread while files are being made.
 */
public final class Corpus implements AutoCloseable {
  /** Arguments of one command line. */
  private static final int FILES_A_COMMAND = 512;

  private static final int ALIGNMENT = 4096;

  /** Up to this size, files are dropped faster by {@link #rewrite}. */
  public static final long SMALL = 256 << 10;

  private final Path folder;
  private final ByteBuffer block; // guarded by this
  private boolean closed; // guarded by this

  /** Makes a folder inside {@code parent}. */
  public Corpus(Path parent) throws IOException {
    folder = Files.createTempDirectory(parent, ".bytetrail-calibrate-");
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    block =
        ByteBuffer.allocateDirect(noise.length + ALIGNMENT)
            .alignedSlice(ALIGNMENT)
            .slice(0, noise.length);
    block.put(noise);
  }

  public Path folder() {
    return folder;
  }

  /** Name of a file of this size. */
  public static String name(long size, int index) {
    return size + "-" + index;
  }

  /**
   * Makes files, written through to the device; those that are there already stay.
   *
   * @param first number of the first one
   * @throws IOException when there is no room, among others; what was made stays until {@link
   *     #close}
   */
  public void make(long size, int first, int count) throws IOException {
    for (int i = first; i < first + count; i++) {
      make(folder.resolve(name(size, i)), size, CREATE_NEW, WRITE);
    }
  }

  /**
   * The same past the page cache, so that none of them is in it.
   *
   * @param size whole blocks
   */
  public void makeCold(long size, int first, int count) throws IOException {
    for (int i = first; i < first + count; i++) {
      make(folder.resolve(name(size, i)), size, CREATE_NEW, WRITE, ExtendedOpenOption.DIRECT);
    }
  }

  private synchronized void make(Path file, long size, OpenOption... options) throws IOException {
    if (closed) {
      throw new IOException("the calibration is ending");
    }
    if (Files.exists(file)) {
      return;
    }
    boolean direct = options.length > 2;
    try (FileChannel out = FileChannel.open(file, options)) {
      for (long left = size; left > 0; left -= block.limit()) {
        block.clear().limit((int) Math.min(block.capacity(), left));
        while (block.hasRemaining()) {
          out.write(block);
        }
      }
      if (!direct) {
        // A dirty page can't be dropped from the page cache.
        out.force(false);
      }
    }
  }

  /** Brings files into the page cache. */
  public void warm(long size, int first, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    for (int i = first; i < first + count; i++) {
      try (FileChannel in = FileChannel.open(folder.resolve(name(size, i)))) {
        while (in.read(buffer.clear()) >= 0) {}
      }
    }
  }

  /**
   * Takes small files, whole blocks long, out of the page cache, mapped or not: what is written
   * past it makes what it holds invalid. For hundreds of files this is faster than {@link #drop},
   * which starts a process for each.
   *
   * @param size at most {@link #SMALL}
   * @throws IOException when the filesystem has no direct I/O, among others
   */
  public synchronized void rewrite(long size, int first, int count) throws IOException {
    if (closed) {
      throw new IOException("the calibration is ending");
    }
    for (int i = first; i < first + count; i++) {
      Path file = folder.resolve(name(size, i));
      try (FileChannel out = FileChannel.open(file, WRITE, ExtendedOpenOption.DIRECT)) {
        block.clear().limit((int) size);
        while (block.hasRemaining()) {
          out.write(block);
        }
      }
    }
  }

  /** Takes these files, and nothing else, out of the page cache: POSIX_FADV_DONTNEED, by dd. */
  public void drop(long size, int first, int count) throws IOException, InterruptedException {
    for (int i = first; i < first + count; i += FILES_A_COMMAND) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "sh",
                  "-c",
                  "for f; do dd if=\"$f\" iflag=nocache count=0 2>/dev/null || exit 1; done",
                  "drop"));
      for (int j = i; j < Math.min(i + FILES_A_COMMAND, first + count); j++) {
        command.add(folder.resolve(name(size, j)).toString());
      }
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IOException("files can't be dropped from the page cache: no dd that knows how");
      }
    }
  }

  /** Deletes every file and the folder. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
