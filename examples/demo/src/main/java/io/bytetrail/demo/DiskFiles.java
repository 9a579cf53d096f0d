package io.bytetrail.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * The files that are served, on a real disk, and what of them is in the page cache. May be closed
 * from another thread while files are being made.
 */
final class DiskFiles implements AutoCloseable {
  private final Path folder;
  private final List<Path> files = new ArrayList<>(); // guarded by this
  private boolean closed; // guarded by this

  /** Makes a folder of its own inside {@code parent}. */
  DiskFiles(Path parent) throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(parent), "files-");
  }

  Path folder() {
    return folder;
  }

  /** Type of the filesystem underneath, {@code ext4}. */
  String filesystem() throws IOException {
    return Files.getFileStore(folder).type();
  }

  /** Whether the files live in memory, where nothing is ever cold. */
  boolean isInMemory() throws IOException {
    return List.of("tmpfs", "ramfs").contains(filesystem());
  }

  /** Writes a file of noise through to the device; returns its CRC-32C. */
  synchronized long make(String name, long size) throws IOException {
    if (closed) {
      throw new IOException("the demo is ending");
    }
    Path file = folder.resolve(name);
    files.add(file);
    ByteBuffer block = ByteBuffer.allocate((int) Math.min(size, 1 << 20));
    Random noise = new Random(name.hashCode());
    CRC32C sum = new CRC32C();
    try (FileChannel out = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
      for (long left = size; left > 0; left -= block.limit()) {
        noise.nextBytes(block.array());
        block.clear().limit((int) Math.min(block.capacity(), left));
        sum.update(block.array(), 0, block.limit());
        while (block.hasRemaining()) {
          out.write(block);
        }
      }
      out.force(true);
    }
    return sum.getValue();
  }

  /** Takes these files, and nothing else, out of the page cache: POSIX_FADV_DONTNEED, by dd. */
  void drop(List<String> names) throws IOException, InterruptedException {
    for (String name : names) {
      run(
          "dd",
          "of=" + folder.resolve(name),
          "oflag=nocache",
          "conv=notrunc,nocreat,fdatasync",
          "count=0");
    }
  }

  /** Brings these files into the page cache, from this process and so under no lane. */
  void warm(List<String> names) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(1 << 20);
    for (String name : names) {
      try (FileChannel in = FileChannel.open(folder.resolve(name))) {
        while (in.read(block.clear()) >= 0) {}
      }
    }
  }

  /** Bytes of these files in the page cache; empty when {@code fincore} is not installed. */
  OptionalLong resident(List<String> names) throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("fincore", "--bytes", "--noheadings", "--output", "RES"));
    names.forEach(name -> command.add(folder.resolve(name).toString()));
    try {
      String output = run(command.toArray(String[]::new));
      return OptionalLong.of(output.lines().mapToLong(line -> Long.parseLong(line.strip())).sum());
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": " + output.strip());
    }
    return output;
  }

  /** Deletes every file and the folder. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
