package io.bytetrail.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSettings;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.LedgerWriter;
import io.bytetrail.ledger.Operation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts from threads that race for cells, die and hand them over, and find the table full: the
 * ledger loses none. Once a JVM, because the hooks are installed once a JVM.
 */
class CountsStressTest {
  private static final int THREADS = 16;
  private static final int WAVES = 40;
  private static final int CALLS = 5_000;

  /** Fewer cells of their own than threads, so that some share. */
  private static final int CELLS = 16 + THREADS / 2;

  @TempDir Path directory;

  @Test
  void losesNoIncrement() throws Exception {
    LedgerSettings settings = new LedgerSettings(1, 0, 0, "stress", "17", 16, 16, CELLS);
    LedgerFile ledger = LedgerFile.create(List.of(directory), settings);
    long slots = Slots.allocate(Slots.MAX);
    LedgerWriter writer = new LedgerWriter(ledger.memory(), settings, slots, Slots.MAX);
    Hooks.install(ledger.memory(), writer, slots, Slots.MAX);
    Path file = Files.write(directory.resolve("file"), new byte[1]);

    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      Hooks.opened(open.getFD(), file.toString(), false);
      for (int wave = 0; wave < WAVES; wave++) {
        runWave(open);
      }
    }

    LedgerSnapshot counts = LedgerReader.read(ledger.path());
    LaneSnapshot lane =
        counts.lanes().stream()
            .filter(each -> each.operation() == Operation.RANDOM_ACCESS_FILE_READ)
            .findFirst()
            .orElseThrow();
    long calls = (long) WAVES * THREADS * CALLS;
    assertThat(counts.suppressed()).as(counts.firstError()).isZero();
    assertThat(lane.calls()).isEqualTo(calls);
    assertThat(lane.bytes()).isEqualTo(3 * calls);
    assertThat(lane.errors()).isEqualTo(calls / 10);
    assertThat(counts.lostCells()).isPositive();
  }

  private static void runWave(RandomAccessFile open) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  // All have a cell, or were refused one, before anybody is done with theirs.
                  count(open, 0, CALLS / 10);
                  start.await();
                  count(open, CALLS / 10, CALLS);
                } catch (Exception e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  private static void count(RandomAccessFile open, int from, int to) throws IOException {
    byte[] buffer = new byte[8];
    IOException error = new IOException("as if");
    for (int i = from; i < to; i++) {
      Context context = Hooks.enterRead(open.getFD(), Operation.RANDOM_ACCESS_FILE_READ, 3);
      Hooks.exitRead(context, buffer, 0, 3, i % 10 == 0 ? error : null);
    }
  }
}
