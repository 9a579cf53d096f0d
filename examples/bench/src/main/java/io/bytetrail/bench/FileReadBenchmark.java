package io.bytetrail.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads of 64 bytes from a hot file, each one system call: as short as a read can be. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileReadBenchmark {
  private static final int BYTES = 64;

  private final byte[] array = new byte[BYTES];
  private final ByteBuffer direct = ByteBuffer.allocateDirect(BYTES);
  private Path path;
  private FileChannel channel;
  private FileInputStream zeros;

  @Setup
  public void open() throws IOException {
    path = Files.createTempFile("bytetrail-bench", "");
    Files.write(path, new byte[4096]);
    channel = FileChannel.open(path);
    zeros = new FileInputStream("/dev/zero"); // never at its end
  }

  @TearDown
  public void close() throws IOException {
    zeros.close();
    channel.close();
    Files.delete(path);
  }

  @Benchmark
  public int channelRead() throws IOException {
    return channel.read(direct.clear(), 0);
  }

  @Benchmark
  public int streamRead() throws IOException {
    return zeros.read(array);
  }
}
