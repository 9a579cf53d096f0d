package io.bytetrail.regret;

import io.bytetrail.collector.calibration.Corpus;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of the grid: some stay in the page cache, others never do. */
final class GridFiles implements AutoCloseable {
  private static final long MIB = 1 << 20;

  /** All files of a size together, where one is not larger. */
  private static final long SET_BYTES = 64 * MIB;

  private static final int MOST_FILES = 64;

  /** Of those on the device: a run of few small files is too short to measure. */
  private static final int MOST_COLD_FILES = 1024;

  /** So many bytes on the device, for advice from a service that reads each file once. */
  private static final long COLD_SET = 320 * MIB;

  private static final int FEWEST_COLD_FILES = 4;

  /** Read in turn through a page cache of {@link #PRESSURE_CACHE}. */
  private static final long PRESSURE_SET = 192 * MIB;

  private static final int MOST_PRESSURE_FILES = 49_152;

  /** Less, and eight clients' mappings get the server killed. */
  static final long PRESSURE_CACHE = 64 * MIB;

  private static final int PRESSURE_FIRST = 10_000;

  private final Corpus files;

  /**
   * Makes the folder for them.
   *
   * @throws IOException when there is not room for twice of what they take
   */
  GridFiles(Path parent, List<GridCell> grid) throws IOException {
    long needed = bytes(grid);
    long free = parent.toFile().getUsableSpace();
    if (2 * needed > free) {
      throw new IOException(
          "the files take %d MiB, and %s has %d MiB of free space: twice as much is wanted"
              .formatted(needed / MIB, parent, free / MIB));
    }
    files = new Corpus(parent);
  }

  /** Bytes of all files; each is at least a block. */
  private static long bytes(List<GridCell> grid) {
    return grid.stream()
        .map(cell -> new GridCell(cell.size(), cell.residency(), 1, Egress.LOOPBACK))
        .distinct()
        .mapToLong(cell -> count(cell.residency(), cell.size()) * Math.max(4096, cell.size()))
        .sum();
  }

  Path folder() {
    return files.folder();
  }

  void make(List<GridCell> grid) throws IOException {
    for (GridCell cell : grid) {
      int first = first(cell.residency(), cell.size());
      int count = count(cell.residency(), cell.size());
      if (cell.residency() == Residency.HOT) {
        files.make(cell.size(), first, count);
      } else {
        files.makeCold(cell.size(), first, count); // all of them are whole blocks
      }
    }
  }

  /** The numbers of the files for so many requests, from the {@code cursor}th on. */
  List<Integer> numbers(GridCell cell, int cursor, int requests) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      numbers.add(
          first(cell.residency(), cell.size())
              + (cursor + i) % count(cell.residency(), cell.size()));
    }
    return numbers;
  }

  /** Makes residency what the cell says. */
  void prepare(GridCell cell, int requests) throws IOException, InterruptedException {
    switch (cell.residency()) {
      case HOT, PRESSURE -> {}
      case COLD -> {
        int first = first(Residency.COLD, cell.size());
        int count = Math.min(requests, count(Residency.COLD, cell.size()));
        if (cell.size() <= Corpus.SMALL) {
          files.rewrite(cell.size(), first, count);
        } else {
          files.drop(cell.size(), first, count);
        }
      }
    }
  }

  /** Brings what is to be hot back into the page cache. */
  void warmAgain(GridCell cell) throws IOException {
    if (cell.residency() == Residency.HOT) {
      files.warm(cell.size(), 0, count(Residency.HOT, cell.size()));
    }
  }

  static int count(Residency residency, long size) {
    return switch (residency) {
      case HOT -> (int) Math.max(1, Math.min(MOST_FILES, SET_BYTES / size));
      case COLD -> (int) Math.max(FEWEST_COLD_FILES, Math.min(MOST_COLD_FILES, COLD_SET / size));
      case PRESSURE -> (int) Math.max(2, Math.min(MOST_PRESSURE_FILES, PRESSURE_SET / size));
    };
  }

  private static int first(Residency residency, long size) {
    return switch (residency) {
      case HOT -> 0;
      case COLD -> count(Residency.HOT, size);
      case PRESSURE -> PRESSURE_FIRST;
    };
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
