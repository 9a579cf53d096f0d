package io.bytetrail.regret;

import io.bytetrail.collector.calibration.Corpus;
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

  /** Read in turn through a page cache of {@link #PRESSURE_CACHE}. */
  private static final long PRESSURE_SET = 192 * MIB;

  private static final int MOST_PRESSURE_FILES = 16_384;

  /** Less, and eight clients' mappings get the server killed. */
  static final long PRESSURE_CACHE = 64 * MIB;

  private static final int PRESSURE_FIRST = 10_000;

  private final Corpus files;

  GridFiles(Path parent) throws IOException {
    files = new Corpus(parent);
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
        files.makeCold(cell.size(), first, count);
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
      case COLD ->
          files.drop(
              cell.size(),
              first(Residency.COLD, cell.size()),
              Math.min(requests, count(Residency.COLD, cell.size())));
    }
  }

  /** Brings what is to be hot back into the page cache. */
  void warmAgain(GridCell cell) throws IOException {
    if (cell.residency() == Residency.HOT) {
      files.warm(cell.size(), 0, count(Residency.HOT, cell.size()));
    }
  }

  static int count(Residency residency, long size) {
    return residency == Residency.PRESSURE
        ? (int) Math.max(2, Math.min(MOST_PRESSURE_FILES, PRESSURE_SET / size))
        : (int) Math.max(1, Math.min(MOST_FILES, SET_BYTES / size));
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
