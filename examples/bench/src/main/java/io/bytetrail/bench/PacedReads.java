package io.bytetrail.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads 64 bytes of a hot file as many times a second as the last line of its input says, and
 * answers each line with the number of reads so far.
 */
final class PacedReads {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static volatile long rate;
  private static final AtomicLong READS = new AtomicLong();

  private PacedReads() {}

  public static void main(String... arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Files.write(file, new byte[4096]);
    Thread reader = new Thread(() -> read(file), "reader");
    reader.setDaemon(true);
    reader.start();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      rate = Long.parseLong(line);
      out.println(READS.get());
    }
  }

  private static void read(Path file) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    try (FileChannel channel = FileChannel.open(file)) {
      long last = System.nanoTime();
      double owed = 0;
      while (true) {
        long now = System.nanoTime();
        // What could not be done within ten milliseconds is not made up for.
        owed = Math.min(owed + rate * (now - last) / 1e9, rate / 100.0);
        last = now;
        long reads = (long) owed;
        for (long i = 0; i < reads; i++) {
          channel.read(buffer.clear(), 0);
        }
        READS.addAndGet(reads);
        owed -= reads;
        long left = TICK_NANOS - (System.nanoTime() - now);
        if (left > 0) {
          LockSupport.parkNanos(left);
        }
      }
    } catch (IOException e) {
      System.err.println(e);
      System.exit(1);
    }
  }
}
