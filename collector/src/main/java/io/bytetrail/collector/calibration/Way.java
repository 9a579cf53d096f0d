package io.bytetrail.collector.calibration;

import java.util.List;

/**
 * A technique and the size of its buffer.
 *
 * @param chunk bytes moved at a time; 0 where the technique has no buffer
 */
public record Way(Technique technique, int chunk) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  /** Windows in which a file is mapped: a mapping is at most 2 GiB. */
  public static final long MAPPING_WINDOW = 256L << 20;

  public static final Way STREAM_8K = new Way(Technique.STREAM, 8 * KIB);
  public static final Way HEAP_64K = new Way(Technique.HEAP, 64 * KIB);
  public static final Way DIRECT_BUFFER_64K = new Way(Technique.DIRECT_BUFFER, 64 * KIB);
  public static final Way MMAP = new Way(Technique.MMAP, 0);
  public static final Way SENDFILE = new Way(Technique.SENDFILE, 0);
  public static final Way DIRECT_IO_64K = new Way(Technique.DIRECT_IO, 64 * KIB);
  public static final Way DIRECT_IO_1M = new Way(Technique.DIRECT_IO, MIB);
  public static final Way DIRECT_ASYNC_1M = new Way(Technique.DIRECT_ASYNC, MIB);
  public static final Way COPY_FILE_RANGE = new Way(Technique.COPY_FILE_RANGE, 0);

  /** What is measured on the way to a socket. */
  public static final List<Way> TO_SOCKET =
      List.of(
          STREAM_8K,
          HEAP_64K,
          DIRECT_BUFFER_64K,
          MMAP,
          SENDFILE,
          DIRECT_IO_64K,
          DIRECT_IO_1M,
          DIRECT_ASYNC_1M);

  /** What is measured on the way to another file. */
  public static final List<Way> TO_FILE = List.of(STREAM_8K, DIRECT_BUFFER_64K, COPY_FILE_RANGE);

  public String strategy() {
    return technique.strategy();
  }

  /** For people: {@code read-write (channels and a direct buffer of 64 KiB)}. */
  public String words() {
    String size = chunk >= MIB ? chunk / MIB + " MiB" : chunk / KIB + " KiB";
    return strategy() + " (" + technique.words() + (chunk > 0 ? " of " + size : "") + ")";
  }
}
