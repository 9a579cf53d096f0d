package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.EMPTY;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;

/** Asynchronous channels: their calls are made in threads of a pool. */
final class AsynchronousRows {
  private AsynchronousRows() {}

  @Row("AsynchronousFileChannel.read (Future)")
  static Moved fileRead(Bench bench) throws Exception {
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(bench.source)) {
      channel.read(ByteBuffer.allocate(CHUNK), 100).get();
      channel.read(ByteBuffer.allocateDirect(CHUNK), 200).get();
    }
    return Moved.read(2 * CHUNK);
  }

  @Row("AsynchronousFileChannel.read (CompletionHandler)")
  static Moved fileReadHandled(Bench bench) throws Exception {
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(bench.source)) {
      CompletableFuture<Integer> read = new CompletableFuture<>();
      channel.read(ByteBuffer.allocate(CHUNK), 0, null, new Completion(read));
      return Moved.read(read.get());
    }
  }

  @Row("AsynchronousFileChannel.write, force")
  static Moved fileWrite(Bench bench) throws Exception {
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(bench.target(), EMPTY)) {
      channel.write(ByteBuffer.allocate(CHUNK), 0).get();
      channel.write(ByteBuffer.allocateDirect(CHUNK), CHUNK).get();
      channel.force(true);
    }
    return Moved.written(2 * CHUNK).and(Moved.forced(1));
  }

  @Row("AsynchronousSocketChannel.read")
  static Moved socketRead(Bench bench) throws Exception {
    try (AsynchronousSocketChannel socket = AsynchronousSocketChannel.open()) {
      socket.connect(bench.spring()).get();
      while (socket.read(ByteBuffer.allocate(CHUNK)).get() >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("AsynchronousSocketChannel.write")
  static Moved socketWrite(Bench bench) throws Exception {
    try (AsynchronousSocketChannel socket = AsynchronousSocketChannel.open()) {
      socket.connect(bench.sink()).get();
      ByteBuffer heap = ByteBuffer.allocate(CHUNK);
      while (heap.hasRemaining()) {
        socket.write(heap).get();
      }
      ByteBuffer direct = ByteBuffer.allocateDirect(CHUNK);
      while (direct.hasRemaining()) {
        socket.write(direct).get();
      }
    }
    return Moved.written(2 * CHUNK);
  }

  private record Completion(CompletableFuture<Integer> result)
      implements CompletionHandler<Integer, Void> {
    @Override
    public void completed(Integer bytes, Void attachment) {
      result.complete(bytes);
    }

    @Override
    public void failed(Throwable failure, Void attachment) {
      result.completeExceptionally(failure);
    }
  }
}
