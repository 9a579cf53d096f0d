package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Pipes: Java's own, those to other processes, and standard streams that are some. */
final class PipeRows {
  /** Whoever reads standard error leaves lines out that begin so. */
  static final String COMMENT = "#";

  private PipeRows() {}

  @Row("Pipe.SourceChannel.read")
  static Moved read(Bench bench) throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel in = pipe.source()) {
      fill(pipe.sink());
      ByteBuffer heap = ByteBuffer.allocate(CHUNK);
      in.read(heap);
      ByteBuffer direct = ByteBuffer.allocateDirect(CHUNK);
      while (in.read(direct.clear()) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("Pipe.SinkChannel.write")
  static Moved write(Bench bench) throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel in = pipe.source()) {
      drain(in);
      try (Pipe.SinkChannel out = pipe.sink()) {
        // A pipe that is full takes part of a virtual thread's.
        long written = out.write(ByteBuffer.allocate(SIZE));
        written += out.write(ByteBuffer.allocateDirect(SIZE));
        ByteBuffer[] both = {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100)};
        return Moved.written(written + out.write(both));
      }
    }
  }

  @Row("Process.getOutputStream, getInputStream")
  static Moved process(Bench bench) throws IOException {
    Process cat = new ProcessBuilder("cat").start();
    try (OutputStream out = cat.getOutputStream();
        InputStream in = cat.getInputStream()) {
      out.write(new byte[CHUNK]);
      out.flush();
      in.readNBytes(CHUNK);
    }
    return Moved.through(CHUNK);
  }

  @Row("Process.getErrorStream")
  static Moved processError(Bench bench) throws IOException {
    Process cat = new ProcessBuilder("sh", "-c", "cat >&2").start();
    try (OutputStream out = cat.getOutputStream();
        InputStream in = cat.getErrorStream()) {
      out.write(new byte[CHUNK]);
      out.flush();
      in.readNBytes(CHUNK);
    }
    return Moved.through(CHUNK);
  }

  @Row("System.err (a pipe)")
  static Moved standardError(Bench bench) {
    String text = COMMENT + " standard error\n";
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.err.write(bytes, 0, bytes.length);
    System.err.flush();
    return Moved.written(bytes.length);
  }

  @Row("a pipe with a name (FIFO)")
  static Moved named(Bench bench) throws IOException, InterruptedException, NotHere {
    Path fifo = bench.target();
    if (new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() != 0) {
      throw new NotHere("mkfifo does not make one in " + bench.directory);
    }
    Thread writer = Peers.start(() -> fill(fifo));
    try (FileInputStream in = new FileInputStream(fifo.toFile())) {
      while (in.read(new byte[CHUNK]) >= 0) {}
    }
    writer.join();
    return Moved.read(SIZE);
  }

  /** Takes all, at the other end of a driver. */
  static void drain(ReadableByteChannel in) {
    Peers.start(
        () -> {
          ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
          try {
            while (in.read(buffer.clear()) >= 0) {}
          } catch (IOException e) {
            // The driver has closed both ends.
          }
        });
  }

  private static void fill(Pipe.SinkChannel out) {
    Peers.start(
        () -> {
          try (out) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
            while (buffer.hasRemaining()) {
              out.write(buffer);
            }
          } catch (IOException e) {
            // The driver has closed both ends.
          }
        });
  }

  private static void fill(Path fifo) {
    try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
      out.write(new byte[SIZE]);
    } catch (IOException e) {
      // The driver has closed it, and its row tells.
    }
  }
}
