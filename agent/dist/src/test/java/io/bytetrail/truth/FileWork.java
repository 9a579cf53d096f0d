package io.bytetrail.truth;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The service under test: steps of which each opens its file in a method, so in a lane, of its own.
 * After each it says the step's name and what it found, and goes on when it is told to.
 *
 * <p>Arguments: {@code step=file} or {@code step=file=number}.
 */
final class FileWork {
  private static final int CHUNK = 1 << 20;
  private static final int PAGE = 4096;

  public static void main(String[] args) throws Exception {
    for (String arg : args) {
      String[] parts = arg.split("=", -1);
      Path file = Path.of(parts[1]);
      String found =
          switch (parts[0]) {
            case "disk" -> disk(file);
            case "ext4" -> ext4(file);
            case "xfs" -> xfs(file);
            case "zram" -> zram(file);
            case "tmpfs" -> tmpfs(file);
            case "overlay" -> overlay(file);
            case "fuse" -> fuse(file);
            case "first" -> first(file, Long.parseLong(parts[2]));
            case "second" -> second(file, Long.parseLong(parts[2]));
            case "cold" -> cold(file);
            case "hot" -> hot(file);
            case "directly" -> directly(file);
            case "refused" -> refused(file);
            case "upload" -> upload(file, Integer.parseInt(parts[2]));
            default -> throw new IllegalArgumentException(arg);
          };
      System.out.println((parts[0] + " " + found).strip());
      if (System.in.read() < 0) {
        throw new IOException("nobody says to go on");
      }
    }
  }

  private static String disk(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return readAll(in);
    }
  }

  private static String ext4(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return readAll(in);
    }
  }

  private static String xfs(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return readAll(in);
    }
  }

  private static String zram(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return readAll(in);
    }
  }

  private static String tmpfs(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return readAll(in);
    }
  }

  private static String overlay(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return readAll(in);
    }
  }

  private static String fuse(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return readAll(in);
    }
  }

  private static String readAll(FileChannel in) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    while (in.read(chunk.clear()) > 0) {
      // Where the bytes come from is all that matters.
    }
    return "";
  }

  private static String first(Path file, long bytes) throws IOException {
    try (FileChannel out = FileChannel.open(file, writing())) {
      return writeAll(out, bytes);
    }
  }

  private static String second(Path file, long bytes) throws IOException {
    try (FileChannel out = FileChannel.open(file, writing())) {
      return writeAll(out, bytes);
    }
  }

  private static StandardOpenOption[] writing() {
    return new StandardOpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.WRITE};
  }

  private static String writeAll(FileChannel out, long bytes) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    for (long left = bytes; left > 0; ) {
      left -= out.write(chunk.clear().limit((int) Math.min(left, CHUNK)));
    }
    return "";
  }

  private static String cold(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return load(in.map(MapMode.READ_ONLY, 0, in.size()));
    }
  }

  private static String hot(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      return load(in.map(MapMode.READ_ONLY, 0, in.size()));
    }
  }

  /** Every page, outside of any call; the minor and major faults that the thread had meanwhile. */
  private static String load(MappedByteBuffer mapped) throws IOException {
    touch(mapped, 0);
    long[] before = faults();
    int sum = touch(mapped, mapped.capacity());
    long[] after = faults();
    return (after[0] - before[0]) + " " + (after[1] - before[1]) + (sum == 42 ? " " : "");
  }

  private static int touch(MappedByteBuffer mapped, int end) {
    int sum = 0;
    for (int i = 0; i < end; i += PAGE) {
      sum += mapped.get(i);
    }
    return sum;
  }

  private static long[] faults() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new long[] {Long.parseLong(fields[7]), Long.parseLong(fields[9])};
  }

  private static String directly(Path file) throws Exception {
    try (FileChannel in =
        FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
      List<Thread> threads = new ArrayList<>();
      long part = in.size() / 4;
      for (int i = 0; i < 4; i++) {
        long start = i * part;
        threads.add(new Thread(() -> readDirectly(in, start, start + part)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      return "";
    }
  }

  private static String refused(Path file) throws IOException {
    try (FileChannel in =
        FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
      readDirectly(in, 0, in.size());
      return "";
    }
  }

  private static void readDirectly(FileChannel in, long start, long end) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 17).alignedSlice(PAGE);
    try {
      for (long at = start; at < end; ) {
        at += in.read(chunk.clear().limit(1 << 16), at);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stores all that comes from a port of this host. */
  private static String upload(Path file, int port) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    InetSocketAddress source = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (SocketChannel socket = SocketChannel.open(source);
        FileChannel out = FileChannel.open(file, writing())) {
      while (socket.read(chunk.clear()) >= 0) {
        chunk.flip();
        while (chunk.hasRemaining()) {
          out.write(chunk);
        }
      }
      return "";
    }
  }

  private FileWork() {}
}
