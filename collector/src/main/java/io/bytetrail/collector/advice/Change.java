package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.report.Route;

/** How a change is made, as Java: the operation before, and after. */
final class Change {
  private static final double SAME_CHUNK = 1.5;

  private Change() {}

  /** Whether two ways are the same piece of code. */
  static boolean isSame(Way one, Way other) {
    if (one.technique() != other.technique()) {
      return false;
    }
    double ratio = (double) Math.max(1, one.chunk()) / Math.max(1, other.chunk());
    return ratio < SAME_CHUNK && ratio > 1 / SAME_CHUNK;
  }

  static String code(Route route, Way now, Way then) {
    String out = route.target().equals("file") ? "out" : "socket";
    return "// before, at "
        + route.site()
        + "\n"
        + code(now, out)
        + "\n// after\n"
        + after(then, out);
  }

  private static String after(Way way, String out) {
    String hint =
        switch (way.technique()) {
          case MMAP ->
              "\n// A file that is cut short while it is sent fails with an InternalError: replace files by"
                  + "\n// renaming a new one over them. The mapping goes when the collector runs, or on JDK 22"
                  + "\n// with its Arena; of a file over 2 GiB, map a window at a time.";
          case DIRECT_IO, DIRECT_ASYNC ->
              "\n// Position, length and address are whole blocks; the last read may end early."
                  + "\n// posix_fadvise, which would spare the page cache too, can't be called from Java.";
          case SENDFILE ->
              "\n// The socket's channel is needed, not its stream; under TLS or compression it can't be done.";
          default -> "";
        };
    return code(way, out) + hint;
  }

  private static String code(Way way, String out) {
    String size = size(way.chunk());
    return switch (way.technique()) {
      case STREAM ->
          """
          byte[] buffer = new byte[%s];
          for (int n; (n = in.read(buffer)) >= 0; ) { %s.write(buffer, 0, n); }"""
              .formatted(size, out + "Stream");
      case HEAP -> loop("ByteBuffer.allocate(" + size + ")", out);
      case DIRECT_BUFFER ->
          loop("ByteBuffer.allocateDirect(" + size + ")", out) + "  // kept by the thread";
      case MMAP ->
          """
          ByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
          while (mapped.hasRemaining()) { %s.write(mapped); }"""
              .formatted(out);
      case SENDFILE, COPY_FILE_RANGE ->
          """
          for (long at = 0, size = file.size(); at < size; ) { at += file.transferTo(at, size - at, %s); }"""
              .formatted(out);
      case DIRECT_IO -> direct(size) + "\n" + body(out);
      case DIRECT_ASYNC ->
          direct(size)
              + "  // one of three\n"
              + "Future<Integer> next = readers.submit(() -> file.read(buffers[i % 3], at));"
              + "  // two under way\n"
              + "while (…) { next.get(); … "
              + out
              + ".write(buffers[j % 3]); }  // while the next ones are being read";
    };
  }

  private static String direct(String size) {
    return """
        FileChannel file = FileChannel.open(path, READ, ExtendedOpenOption.DIRECT);
        int block = (int) Files.getFileStore(path).getBlockSize();
        ByteBuffer buffer = ByteBuffer.allocateDirect(%s + block - 1).alignedSlice(block);"""
        .formatted(size);
  }

  private static String loop(String buffer, String out) {
    return "ByteBuffer buffer = " + buffer + ";\n" + body(out);
  }

  private static String body(String out) {
    return "while (file.read(buffer.clear()) >= 0) { buffer.flip(); while (buffer.hasRemaining()) { "
        + out
        + ".write(buffer); } }";
  }

  private static String size(int chunk) {
    if (chunk >= 1 << 20 && chunk % (1 << 20) == 0) {
      return (chunk >> 20) + " << 20";
    }
    return chunk >= 1 << 10 ? (chunk >> 10) + " << 10" : Integer.toString(chunk);
  }

  /** Whether it is one of the techniques that copy through a buffer of the application's. */
  static boolean isLoop(Technique technique) {
    return switch (technique) {
      case STREAM, HEAP, DIRECT_BUFFER -> true;
      case MMAP, SENDFILE, DIRECT_IO, DIRECT_ASYNC, COPY_FILE_RANGE -> false;
    };
  }
}
