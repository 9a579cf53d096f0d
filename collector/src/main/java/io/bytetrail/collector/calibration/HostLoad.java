package io.bytetrail.collector.calibration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How busy a host is while this process sleeps: what others do, its virtual machine's neighbours
 * among them, as far as {@code /proc/stat} tells of stolen time.
 */
final class HostLoad {
  /**
   * Above this share of all processors, figures of two runs differ by more than advice is about.
   */
  static final double BUSY = 0.15;

  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int TOLD = 8;

  private final Path stat;
  private final List<Double> shares = new ArrayList<>();

  HostLoad() {
    this(Path.of("/proc/stat"));
  }

  HostLoad(Path stat) {
    this.stat = stat;
  }

  /** Sleeps and looks. */
  void look(long millis) throws IOException, InterruptedException {
    long[] before = jiffies();
    Thread.sleep(millis);
    add(before, jiffies());
  }

  /** Adds the share of time between two readings that processors were not idle. */
  void add(long[] before, long[] after) {
    long all = 0;
    for (int i = 0; i < TOLD; i++) {
      all += after[i] - before[i];
    }
    long idle = after[IDLE] - before[IDLE] + after[WAITING] - before[WAITING];
    if (all > 0) {
      shares.add(1 - (double) idle / all);
    }
  }

  /** The first line: user, nice, system, idle, iowait, irq, softirq, steal. */
  long[] jiffies() throws IOException {
    String[] fields = Files.readAllLines(stat).get(0).strip().split(" +", -1);
    long[] all = new long[TOLD];
    for (int i = 0; i < TOLD && i + 1 < fields.length; i++) {
      all[i] = Long.parseLong(fields[i + 1]);
    }
    return all;
  }

  /** The median share of all processors, 0 to 1; 0 when nobody looked. */
  double share() {
    return shares.isEmpty() ? 0 : Figure.of(shares).median();
  }

  /** A sentence where that is too much; empty else. */
  String complaint() {
    return share() > BUSY
        ? String.format(
            Locale.ROOT,
            "others kept %.0f %% of the processors busy meanwhile: the figures are less exact than"
                + " they could be. Calibrate again when the host is idle",
            100 * share())
        : "";
  }
}
