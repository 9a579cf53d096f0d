package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.EMPTY;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.SocketChannel;
import java.nio.file.StandardOpenOption;

/** Mapped buffers and, from JDK 22 on, mapped memory segments. */
final class MappedRows {
  private MappedRows() {}

  /** Reading it is no call: the kernel sees page faults, outside lanes. */
  @Row("MappedByteBuffer.get")
  static Moved get(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source)) {
      channel.map(MapMode.READ_ONLY, 0, SIZE).get(new byte[SIZE]);
    }
    return Moved.mapped(SIZE);
  }

  @Row("MappedByteBuffer to a socket")
  static Moved toSocket(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        SocketChannel socket = SocketChannel.open(bench.sink())) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, 100, SIZE - 100);
      return Moved.mapped(SIZE - 100).and(Moved.through(socket.write(mapped)));
    }
  }

  @Row("MappedByteBuffer.slice, duplicate to a file")
  static Moved slicesToFile(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        FileChannel out = FileChannel.open(bench.target(), EMPTY)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, 0, SIZE);
      out.write(mapped.slice(100, CHUNK).duplicate());
      out.write(mapped.duplicate().position(CHUNK).slice());
    }
    return Moved.mapped(SIZE).and(Moved.through(SIZE));
  }

  @Row("MappedByteBuffer.load")
  static Moved load(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source)) {
      channel.map(MapMode.READ_ONLY, 0, SIZE).load();
    }
    return Moved.mapped(SIZE).and(Moved.read(SIZE));
  }

  @Row("MappedByteBuffer.force")
  static Moved force(Bench bench) throws IOException {
    try (FileChannel channel =
        FileChannel.open(bench.copy(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, SIZE);
      mapped.put(0, (byte) 1).put(CHUNK, (byte) 2);
      mapped.force();
      mapped.force(CHUNK, 100);
      mapped.slice(CHUNK, CHUNK).force();
    }
    return Moved.mapped(SIZE).and(Moved.forced(3));
  }

  @Row(value = "MemorySegment.get (mapped)", since = Foreign.SINCE)
  static Moved segmentGet(Bench bench) throws Throwable {
    Foreign foreign = Foreign.find();
    try (FileChannel channel = FileChannel.open(bench.source);
        AutoCloseable arena = (AutoCloseable) foreign.arena().invoke()) {
      Object segment = foreign.map().invoke(channel, MapMode.READ_ONLY, 0L, (long) SIZE, arena);
      for (long i = 0; i < SIZE; i++) {
        byte unused = (byte) foreign.getByte().invoke(segment, i);
      }
    }
    return Moved.mapped(SIZE);
  }

  @Row(value = "MemorySegment.asByteBuffer to a socket", since = Foreign.SINCE)
  static Moved segmentToSocket(Bench bench) throws Throwable {
    Foreign foreign = Foreign.find();
    try (FileChannel channel = FileChannel.open(bench.source);
        SocketChannel socket = SocketChannel.open(bench.sink());
        AutoCloseable arena = (AutoCloseable) foreign.arena().invoke()) {
      Object segment = foreign.map().invoke(channel, MapMode.READ_ONLY, 0L, (long) SIZE, arena);
      Object half = foreign.slice().invoke(segment, 100L, (long) CHUNK);
      long sent = socket.write(((ByteBuffer) foreign.buffer().invoke(half)).duplicate());
      ByteBuffer all = (ByteBuffer) foreign.buffer().invoke(segment);
      sent += socket.write(all.slice(CHUNK, SIZE - CHUNK));
      return Moved.mapped(SIZE).and(Moved.through(sent));
    }
  }

  @Row(value = "MemorySegment.load (mapped)", since = Foreign.SINCE)
  static Moved segmentLoad(Bench bench) throws Throwable {
    Foreign foreign = Foreign.find();
    try (FileChannel channel = FileChannel.open(bench.source);
        AutoCloseable arena = (AutoCloseable) foreign.arena().invoke()) {
      Object segment = foreign.map().invoke(channel, MapMode.READ_ONLY, 0L, (long) SIZE, arena);
      foreign.load().invoke(segment);
      Object slice = foreign.slice().invoke(segment, (long) CHUNK, 100L);
      foreign.load().invoke(slice);
    }
    return Moved.mapped(SIZE).and(Moved.read(SIZE + 100));
  }

  @Row(value = "MemorySegment.force (mapped)", since = Foreign.SINCE)
  static Moved segmentForce(Bench bench) throws Throwable {
    Foreign foreign = Foreign.find();
    try (FileChannel channel =
            FileChannel.open(bench.copy(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        AutoCloseable arena = (AutoCloseable) foreign.arena().invoke()) {
      Object segment = foreign.map().invoke(channel, MapMode.READ_WRITE, 0L, (long) SIZE, arena);
      ((ByteBuffer) foreign.buffer().invoke(segment)).put(0, (byte) 1);
      foreign.force().invoke(segment);
      Object slice = foreign.slice().invoke(segment, (long) CHUNK, 100L);
      foreign.force().invoke(slice);
      ((MappedByteBuffer) foreign.buffer().invoke(segment)).force();
    }
    return Moved.mapped(SIZE).and(Moved.forced(3));
  }
}
