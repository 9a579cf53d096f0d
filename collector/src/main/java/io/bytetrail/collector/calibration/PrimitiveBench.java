package io.bytetrail.collector.calibration;

import static java.nio.file.StandardOpenOption.READ;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures what single hops cost, in this process: CPU time of the thread that does them, many
 * times in a row, five samples each.
 */
final class PrimitiveBench {
  private static final int SAMPLES = 5;
  private static final double GIB = 1L << 30;
  private static final int PAGE = 4096;
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private final Path hot;
  private final long size;
  private final Path cold;
  private final long sampleNanos;
  private final Map<String, Primitive> found = new LinkedHashMap<>();

  /** Something done some times; returns how much of it was done, in the unit's measure. */
  private interface Step {
    double run() throws IOException;
  }

  /**
   * Prepares it.
   *
   * @param hot a file of some MiB in the page cache
   * @param cold another one, to be read past it
   * @param sampleNanos how long a sample takes at least
   */
  PrimitiveBench(Path hot, Path cold, long sampleNanos) throws IOException {
    this.hot = hot;
    this.cold = cold;
    this.size = Files.size(hot);
    this.sampleNanos = sampleNanos;
  }

  /** A file is taken out of the page cache. */
  interface Drop {
    void drop() throws IOException, InterruptedException;
  }

  /** Reads the other file from the device, after it has been dropped; its copies are taken off. */
  void measureFill(Drop other) throws IOException, InterruptedException {
    double copy = found.get(Primitive.PAGE_CACHE_COPY).figure().median();
    List<Double> samples = new ArrayList<>();
    try (FileChannel file = FileChannel.open(cold, READ)) {
      for (int i = 0; i < SAMPLES; i++) {
        other.drop();
        long start = cpuNanos();
        double bytes = read(file);
        samples.add(Math.max(0, (cpuNanos() - start) / 1e9 / bytes * GIB - copy));
      }
    }
    found.put(Primitive.PAGE_CACHE_FILL, new Primitive(Figure.of(samples), "s/GiB"));
  }

  /** Everything that needs no socket. */
  Map<String, Primitive> measure(boolean directIo) throws IOException {
    try (FileChannel file = FileChannel.open(hot, READ)) {
      cpu(Primitive.SYSTEM_CALL, "ns", 1e9, () -> sizes(file));
      cpu(Primitive.PAGE_CACHE_COPY, "s/GiB", GIB, () -> read(file));
      cpu(Primitive.MAPPING, "ns", 1e9, () -> mappings(file));
      faults(file);
    }
    cpu(Primitive.HEAP_COPY, "s/GiB", GIB, PrimitiveBench::heapCopy);
    cpu(Primitive.OPEN, "ns", 1e9, this::opens);
    if (directIo) {
      directReads();
    }
    return found;
  }

  /** CPU time of the current thread a unit: each, or a GiB. */
  private void cpu(String name, String unit, double scale, Step step) throws IOException {
    List<Double> samples = new ArrayList<>();
    for (int i = 0; i <= SAMPLES; i++) {
      double done = 0;
      long start = cpuNanos();
      do {
        done += step.run();
      } while (cpuNanos() - start < sampleNanos);
      double seconds = (cpuNanos() - start) / 1e9;
      if (i > 0) { // the first one compiles
        samples.add(seconds / done * scale);
      }
    }
    found.put(name, new Primitive(Figure.of(samples), unit));
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double sizes(FileChannel file) throws IOException {
    for (int i = 0; i < 1000; i++) {
      var unused = file.size();
    }
    return 1000;
  }

  private double read(FileChannel file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64 * KIB);
    long bytes = 0;
    for (int n = 0; n >= 0; n = file.read(buffer.clear(), bytes)) {
      bytes += n;
    }
    return bytes;
  }

  private static double heapCopy() {
    ByteBuffer direct = ByteBuffer.allocateDirect(64 * KIB);
    byte[] array = new byte[64 * KIB];
    for (int i = 0; i < 64; i++) {
      direct.clear().get(array);
    }
    return 64.0 * array.length;
  }

  private double opens() throws IOException {
    for (int i = 0; i < 100; i++) {
      try (FileChannel file = FileChannel.open(hot, READ)) {
        var unused = file.size();
      }
    }
    return 100;
  }

  private static double mappings(FileChannel file) throws IOException {
    for (int i = 0; i < 50; i++) {
      file.map(FileChannel.MapMode.READ_ONLY, 0, PAGE);
    }
    return 50;
  }

  private void faults(FileChannel file) throws IOException {
    List<Double> around = new ArrayList<>();
    cpu(
        Primitive.FAULT,
        "ns",
        1e9,
        () -> {
          MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, size);
          long before = minorFaults();
          int sum = 0;
          for (int i = 0; i < size; i += PAGE) {
            sum += mapped.get(i);
          }
          // Used, or the loop might be none.
          long faults = Math.max(1, minorFaults() - before) + (sum == Integer.MIN_VALUE ? 1 : 0);
          around.add((double) size / PAGE / faults);
          return faults;
        });
    found.put(Primitive.FAULT_AROUND, new Primitive(Figure.of(around), "pages"));
  }

  /** Of this thread; the tenth field behind the name in brackets is the eighth. */
  private static long minorFaults() throws IOException {
    String line = Files.readString(Path.of("/proc/thread-self/stat"));
    return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[7]);
  }

  private void directReads() throws IOException {
    double best = 0;
    for (int chunk : new int[] {4 * KIB, 64 * KIB, MIB}) {
      for (int depth : new int[] {1, 4}) {
        String which = "." + (chunk >= MIB ? "1MiB" : chunk / KIB + "KiB") + "." + depth;
        List<Double> rates = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
          DirectReads reads = new DirectReads(cold, chunk, depth, 2 * sampleNanos);
          rates.add(reads.bytes() / reads.seconds());
          cpu.add(reads.cpuSeconds() / reads.bytes() * GIB);
          if (chunk == 4 * KIB && depth == 1) {
            latency(reads);
          }
        }
        Figure rate = Figure.of(rates);
        best = Math.max(best, rate.median());
        found.put(Primitive.DIRECT_READ + which, new Primitive(rate, "B/s"));
        found.put(Primitive.DIRECT_READ_CPU + which, new Primitive(Figure.of(cpu), "s/GiB"));
      }
    }
    found.put(Primitive.DEVICE_BANDWIDTH, new Primitive(Figure.of(List.of(best)), "B/s"));
  }

  private void latency(DirectReads reads) {
    double micros = reads.seconds() * 1e6 / (reads.bytes() / (4.0 * KIB));
    found.merge(
        Primitive.DEVICE_LATENCY,
        new Primitive(Figure.of(List.of(micros)), "us"),
        (old, one) -> new Primitive(Figure.of(List.of(old.figure().median(), micros)), "us"));
  }

  /** Reads past the page cache from several threads at once, for a while. */
  private static final class DirectReads {
    private final long bytes;
    private final double seconds;
    private final double cpuSeconds;

    DirectReads(Path file, int chunk, int depth, long nanos) throws IOException {
      int block = Senders.blockSize(file);
      long end = System.nanoTime() + nanos;
      long start = System.nanoTime();
      long read = 0;
      long cpu = 0;
      ExecutorService threads = Executors.newFixedThreadPool(depth);
      try (FileChannel in = FileChannel.open(file, READ, ExtendedOpenOption.DIRECT)) {
        List<Future<long[]>> parts = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
          int lane = i;
          parts.add(threads.submit(() -> read(in, chunk, block, lane, depth, end)));
        }
        for (Future<long[]> part : parts) {
          read += part.get()[0];
          cpu += part.get()[1];
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        threads.shutdownNow();
      }
      bytes = read;
      seconds = (System.nanoTime() - start) / 1e9;
      cpuSeconds = cpu / 1e9;
    }

    private static long[] read(FileChannel in, int chunk, int block, int lane, int depth, long end)
        throws IOException {
      ByteBuffer buffer = Senders.aligned(chunk, block);
      long size = in.size();
      long bytes = 0;
      long cpu = cpuNanos();
      for (long at = (long) lane * chunk; System.nanoTime() < end; at += (long) depth * chunk) {
        if (at + chunk > size) {
          at = (long) lane * chunk;
        }
        bytes += in.read(buffer.clear(), at);
      }
      return new long[] {bytes, cpuNanos() - cpu};
    }

    long bytes() {
      return bytes;
    }

    double seconds() {
      return seconds;
    }

    double cpuSeconds() {
      return cpuSeconds;
    }
  }
}
