package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.ALIGNED;
import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.EMPTY;
import static io.bytetrail.collector.surface.Bench.SIZE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** {@code FileChannel}, however it was opened. */
final class ChannelRows {
  private static final int PAGE = 4096;

  private ChannelRows() {}

  @Row("FileChannel.read (heap)")
  static Moved readHeap(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("FileChannel.read (direct)")
  static Moved readDirect(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("FileChannel.read (positional)")
  static Moved readPositional(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source)) {
      channel.read(ByteBuffer.allocate(CHUNK), 100);
      channel.read(ByteBuffer.allocateDirect(CHUNK), 3 * CHUNK);
    }
    return Moved.read(2 * CHUNK);
  }

  @Row("FileChannel.read (scattering)")
  static Moved readScattering(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source)) {
      channel.read(new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(900)});
    }
    return Moved.read(1000);
  }

  @Row("FileChannel.write (heap)")
  static Moved writeHeap(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), EMPTY)) {
      channel.write(ByteBuffer.allocate(SIZE));
    }
    return Moved.written(SIZE);
  }

  @Row("FileChannel.write (direct)")
  static Moved writeDirect(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), EMPTY)) {
      channel.write(ByteBuffer.allocateDirect(SIZE));
    }
    return Moved.written(SIZE);
  }

  @Row("FileChannel.write (positional)")
  static Moved writePositional(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), EMPTY)) {
      channel.write(ByteBuffer.allocate(CHUNK), 100);
    }
    return Moved.written(CHUNK);
  }

  @Row("FileChannel.write (gathering)")
  static Moved writeGathering(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), EMPTY)) {
      channel.write(new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(900)});
    }
    return Moved.written(1000);
  }

  @Row("FileChannel.write (DSYNC)")
  static Moved writeSynchronously(Bench bench) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            bench.target(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DSYNC)) {
      channel.write(ByteBuffer.allocate(CHUNK));
    }
    return Moved.written(CHUNK);
  }

  @Row("FileChannel.force")
  static Moved force(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), EMPTY)) {
      channel.write(ByteBuffer.allocate(CHUNK));
      channel.force(false);
      channel.force(true);
    }
    return Moved.written(CHUNK).and(Moved.forced(2));
  }

  @Row("FileChannel.read (O_DIRECT)")
  static Moved readPastCache(Bench bench) throws Exception {
    try (FileChannel channel = FileChannel.open(bench.aligned, ExtendedOpenOption.DIRECT)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK + PAGE).alignedSlice(PAGE);
      while (channel.read(buffer.clear().limit(CHUNK)) > 0) {}
      apart(() -> channel.read(ByteBuffer.allocate(CHUNK), 0));
    } catch (FileSystemException | UnsupportedOperationException e) {
      throw noDirect(bench, e);
    }
    return Moved.read(ALIGNED + CHUNK);
  }

  @Row("FileChannel.write (O_DIRECT)")
  static Moved writePastCache(Bench bench) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            bench.target(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            ExtendedOpenOption.DIRECT)) {
      channel.write(ByteBuffer.allocateDirect(CHUNK + PAGE).alignedSlice(PAGE).limit(CHUNK));
      apart(() -> channel.write(ByteBuffer.allocate(CHUNK)));
    } catch (FileSystemException | UnsupportedOperationException e) {
      throw noDirect(bench, e);
    }
    return Moved.written(2 * CHUNK);
  }

  /**
   * Does it in a thread of its own. JDK 17 keeps the aligned buffer that it makes for one in the
   * heap, and throws a NullPointerException when the thread next needs a larger one.
   */
  private static void apart(Callable<Integer> call) throws Exception {
    FutureTask<Integer> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "surface-direct");
    thread.start();
    thread.join();
    task.get();
  }

  private static NotHere noDirect(Bench bench, Exception refusal) {
    return new NotHere(
        "the filesystem of " + bench.directory + " takes no O_DIRECT: " + refusal.getMessage());
  }

  @Row("FileInputStream.getChannel")
  static Moved channelOfInput(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      in.getChannel().read(ByteBuffer.allocate(CHUNK));
    }
    return Moved.read(CHUNK);
  }

  @Row("FileOutputStream.getChannel")
  static Moved channelOfOutput(Bench bench) throws IOException {
    try (FileOutputStream out = new FileOutputStream(bench.target().toFile())) {
      out.getChannel().write(ByteBuffer.allocate(CHUNK));
    }
    return Moved.written(CHUNK);
  }

  @Row("RandomAccessFile.getChannel")
  static Moved channelOfRandomAccess(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.source.toFile(), "r")) {
      file.getChannel().read(ByteBuffer.allocateDirect(CHUNK), 1);
    }
    return Moved.read(CHUNK);
  }
}
