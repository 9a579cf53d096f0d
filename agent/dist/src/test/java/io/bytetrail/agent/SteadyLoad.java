package io.bytetrail.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that read a file in one way each, over and over, until the application ends. */
final class SteadyLoad {
  private final Path file;
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();

  private interface Round {
    void run() throws IOException;
  }

  private SteadyLoad(Path file) {
    this.file = file;
  }

  static SteadyLoad on(Path file) {
    SteadyLoad load = new SteadyLoad(file);
    load.start(load::stream);
    load.start(load::channel);
    load.start(load::randomAccess);
    return load;
  }

  /** How often any of them failed; waits for a round of each from now on. */
  long errors() {
    long until = rounds.get() + 10;
    while (rounds.get() < until && errors.get() == 0) {
      Thread.onSpinWait();
    }
    return errors.get();
  }

  private void start(Round round) {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try {
                  round.run();
                  rounds.incrementAndGet();
                } catch (Throwable e) {
                  errors.incrementAndGet();
                }
              }
            },
            "load");
    thread.setDaemon(true);
    thread.start();
  }

  private void stream() throws IOException {
    byte[] chunk = new byte[Obedient.CHUNK];
    try (InputStream in = new FileInputStream(file.toFile())) {
      while (in.read(chunk) > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private void channel() throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(Obedient.CHUNK);
    try (FileChannel in = FileChannel.open(file)) {
      while (in.read(chunk.clear()) > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private void randomAccess() throws IOException {
    byte[] chunk = new byte[Obedient.CHUNK];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      while (in.read(chunk) > 0) {
        Thread.onSpinWait();
      }
    }
  }
}
