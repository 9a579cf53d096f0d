package io.bytetrail.agent;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The application of {@link ThreadsIT}. */
final class ManyThreads {
  static final int BYTES = 64;

  private ManyThreads() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]).resolve("shared");
    Files.write(file, new byte[4096]);
    int calls = Integer.parseInt(arguments[2]);
    switch (arguments[1]) {
      case "two" -> twoStrategies(file, calls);
      case "platform" -> Threads.run(false, 200, () -> channel(file, calls));
      case "virtual" -> Threads.run(true, 10_000, () -> channel(file, calls));
      case "waves" -> waves(file, calls);
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  private static void twoStrategies(Path file, int calls) throws IOException {
    Thread other =
        new Thread(
            () -> {
              try {
                channel(file, calls);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    randomAccess(file, calls);
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Threads that die and hand their cells over. */
  private static void waves(Path file, int calls) {
    for (int wave = 0; wave < 10; wave++) {
      Threads.run(false, 50, () -> channel(file, calls));
    }
  }

  private static void channel(Path file, int calls) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
      for (int i = 0; i < calls; i++) {
        channel.read(buffer.clear(), 0);
      }
    }
  }

  private static void randomAccess(Path file, int calls) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] buffer = new byte[BYTES];
      for (int i = 0; i < calls; i++) {
        in.seek(0);
        in.read(buffer);
      }
    }
  }
}
