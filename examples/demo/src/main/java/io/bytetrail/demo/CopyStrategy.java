package io.bytetrail.demo;

import java.util.Locale;

/** The file server's strategies, in the order of the table, with what textbooks say of them. */
enum CopyStrategy {
  STREAM("StreamStrategy", 8 << 10, 2),
  HEAP("HeapStrategy", CopyStrategy.CHUNK, 2),
  DIRECT("DirectStrategy", CopyStrategy.CHUNK, 2),
  MMAP("MmapStrategy", 0, 1),
  SENDFILE("SendfileStrategy", 0, 0),
  DIRECT_IO("DirectIoStrategy", CopyStrategy.CHUNK, 1);

  /** Bytes a buffer holds, where the server may choose. */
  static final int CHUNK = 64 << 10;

  private final String className;
  private final int chunk;
  private final double cpuCopies;

  CopyStrategy(String className, int chunk, double cpuCopies) {
    this.className = className;
    this.chunk = chunk;
    this.cpuCopies = cpuCopies;
  }

  /** What the server calls it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the site of every file it opens begins with. */
  String sitePrefix() {
    return "com.example.fileserver." + className + ".";
  }

  /**
   * One pass by the book: read+write makes two calls a chunk and two CPU copies, mmap+write two
   * calls and one copy, sendfile with scatter-gather one call and no copy. The first DMA copy comes
   * from the device, and is spared when the page cache holds the file; the second goes to the NIC.
   */
  Textbook textbook(long sizeBytes, Cache cache) {
    double calls =
        switch (this) {
          case SENDFILE -> 1;
          case MMAP -> 2;
          case STREAM, HEAP, DIRECT, DIRECT_IO -> 2 * Math.ceil((double) sizeBytes / chunk);
        };
    double fromDevice = cache == Cache.COLD || this == DIRECT_IO ? 1 : 0;
    return new Textbook(calls, 2 * calls, cpuCopies, fromDevice + 1, 1);
  }

  /** Whether the page cache holds the file before a pass. */
  enum Cache {
    COLD,
    HOT;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What textbooks say of one pass over a file. They speak of C programs: of copies inside a JVM
   * they know nothing.
   *
   * @param systemCalls made
   * @param modeSwitches two for each of them
   * @param cpuCopies times each byte is copied by the CPU
   * @param dmaCopies times each byte is moved by a device, the NIC included
   * @param nicDmaCopies of these, by the NIC
   */
  record Textbook(
      double systemCalls,
      double modeSwitches,
      double cpuCopies,
      double dmaCopies,
      double nicDmaCopies) {}
}
