package io.bytetrail.regret;

import io.bytetrail.collector.calibration.Way;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A strategy of the file server, as it may be somebody's code. */
enum Contender {
  STREAM("stream", "StreamStrategy", Way.STREAM_8K),
  HEAP("heap", "HeapStrategy", Way.HEAP_64K),
  DIRECT("direct", "DirectStrategy", Way.DIRECT_BUFFER_64K),
  MMAP("mmap", "MmapStrategy", Way.MMAP),
  SENDFILE("sendfile", "SendfileStrategy", Way.SENDFILE),
  DIRECT_IO("direct-io", "DirectIoStrategy", Way.DIRECT_IO_64K),
  DIRECT_IO_LARGE("direct-io", "DirectIoStrategy", Way.DIRECT_IO_1M),
  DIRECT_ASYNC("direct-async", "DirectAsyncStrategy", Way.DIRECT_ASYNC_1M);

  /** Bytes of the buffer of those that don't choose it themselves. */
  static final int CHUNK = 64 << 10;

  static final int LARGE_CHUNK = 1 << 20;

  private final String path;
  private final String className;

  // Immutable, but the checker trusts no other class.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Way way;

  Contender(String path, String className, Way way) {
    this.path = path;
    this.className = className;
    this.way = way;
  }

  /** The first segment of a request's path, by which the server picks it. */
  String path() {
    return path;
  }

  /** The buffer that the server must have been started with. */
  int serverChunk() {
    return way.chunk() == LARGE_CHUNK ? LARGE_CHUNK : CHUNK;
  }

  /** What the site of every file it opens begins with. */
  String sitePrefix() {
    return "com.example.fileserver." + className + ".";
  }

  /** Those that a server with such a buffer can play. */
  static List<Contender> of(int serverChunk) {
    return Arrays.stream(values()).filter(each -> each.serverChunk() == serverChunk).toList();
  }

  Way way() {
    return way;
  }

  /** The one that advice speaks of in these words. */
  static Optional<Contender> ofWords(String words) {
    return Arrays.stream(values()).filter(each -> each.way.words().equals(words)).findFirst();
  }
}
