package io.bytetrail.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import jdk.jfr.Recording;

/**
 * Threads that read one channel here and there, while recordings of them are taken all the time.
 */
final class RecordedThreads {
  static final int SIZE = 1 << 17;
  private static final int THREADS = 6;
  private static final int ROUNDS = 2000;
  private static final int PART = 512;

  private RecordedThreads() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    try (Recording recording = new Recording()) {
      recording.enable("bytetrail.Transfer").withPeriod(Duration.ofMillis(5));
      recording.start();
      try (FileChannel shared = FileChannel.open(file)) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          Random random = new Random(i);
          threads.add(new Thread(() -> work(shared, file, random)));
        }
        threads.forEach(Thread::start);
        while (threads.stream().anyMatch(Thread::isAlive)) {
          recording.dump(file.resolveSibling("part.jfr")); // which ends a chunk
        }
      }
      recording.stop();
      recording.dump(file.resolveSibling("threads.jfr"));
    }
  }

  private static void work(FileChannel shared, Path file, Random random) {
    try {
      ByteBuffer part = ByteBuffer.allocateDirect(PART);
      for (int i = 0; i < ROUNDS; i++) {
        shared.read(part.clear(), random.nextInt(SIZE - PART));
        shared.read(part.clear(), i % (SIZE / PART) * (long) PART);
        if (i % 10 == 0) {
          whole(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void whole(Path file) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      byte[] chunk = new byte[4096];
      while (in.read(chunk) >= 0) {}
    }
  }
}
