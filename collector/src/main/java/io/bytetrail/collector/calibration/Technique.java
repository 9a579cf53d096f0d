package io.bytetrail.collector.calibration;

/**
 * How a JVM gets a file's bytes to where they go, as an application's author would write it.
 *
 * <p>Several techniques may be one strategy of the report: {@code read-write} says nothing about
 * the buffer between the read and the write.
 */
public enum Technique {
  /** {@code FileInputStream} to an {@code OutputStream}, by way of a {@code byte[]}. */
  STREAM("read-write", "a stream and a byte[]"),
  /** Channels with a buffer in the Java heap. */
  HEAP("read-write", "channels and a heap buffer"),
  /** Channels with a direct buffer. */
  DIRECT_BUFFER("read-write", "channels and a direct buffer"),
  /** The file mapped, the target written from the mapping. */
  MMAP("mmap-write", "a mapping"),
  /** {@code FileChannel.transferTo} a socket. */
  SENDFILE("sendfile", "transferTo"),
  /** {@code O_DIRECT} reads, one at a time. */
  DIRECT_IO("direct", "O_DIRECT reads"),
  /** {@code O_DIRECT} reads ahead of the write, by a thread of their own. */
  DIRECT_ASYNC("direct-async", "O_DIRECT reads ahead, by a thread of their own"),
  /** {@code FileChannel.transferTo} another file. */
  COPY_FILE_RANGE("copy-file-range", "transferTo a file");

  private final String strategy;
  private final String words;

  Technique(String strategy, String words) {
    this.strategy = strategy;
    this.words = words;
  }

  /** Its name in the report. */
  public String strategy() {
    return strategy;
  }

  /** The same for people. */
  public String words() {
    return words;
  }

  /** Whether it has a buffer, whose size somebody chose. */
  public boolean hasChunk() {
    return switch (this) {
      case STREAM, HEAP, DIRECT_BUFFER, DIRECT_IO, DIRECT_ASYNC -> true;
      case MMAP, SENDFILE, COPY_FILE_RANGE -> false;
    };
  }

  /** Whether it goes past the page cache. */
  public boolean isDirectIo() {
    return this == DIRECT_IO || this == DIRECT_ASYNC;
  }
}
