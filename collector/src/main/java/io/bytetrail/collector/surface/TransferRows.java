package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.EMPTY;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.StandardOpenOption;

/** {@code FileChannel.transferTo} and {@code transferFrom}, whatever is at the other end. */
final class TransferRows {
  private TransferRows() {}

  @Row("FileChannel.transferTo (file)")
  static Moved toFile(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        FileChannel out = FileChannel.open(bench.target(), EMPTY)) {
      channel.transferTo(0, SIZE, out);
    }
    return Moved.through(SIZE);
  }

  /** Where {@code copy_file_range(2)} may not be used. */
  @Row("FileChannel.transferTo (file, APPEND)")
  static Moved toEndOfFile(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        FileChannel out =
            FileChannel.open(bench.copy(), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      channel.transferTo(0, SIZE, out);
    }
    return Moved.through(SIZE);
  }

  @Row("FileChannel.transferTo (socket)")
  static Moved toSocket(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        SocketChannel socket = SocketChannel.open(bench.sink())) {
      for (long sent = 0; sent < SIZE; ) {
        sent += channel.transferTo(sent, SIZE - sent, socket);
      }
    }
    return Moved.through(SIZE);
  }

  @Row("FileChannel.transferTo (unix-domain socket)")
  static Moved toUnixSocket(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        SocketChannel socket = SocketChannel.open(bench.unixSink())) {
      for (long sent = 0; sent < SIZE; ) {
        sent += channel.transferTo(sent, SIZE - sent, socket);
      }
    }
    return Moved.through(SIZE);
  }

  /** On 17 by {@code sendfile(2)}, later from a mapping. */
  @Row("FileChannel.transferTo (Pipe)")
  static Moved toPipe(Bench bench) throws IOException {
    Pipe pipe = Pipe.open();
    try (FileChannel channel = FileChannel.open(bench.source);
        Pipe.SourceChannel in = pipe.source()) {
      PipeRows.drain(in);
      try (Pipe.SinkChannel out = pipe.sink()) {
        for (long sent = 0; sent < SIZE; ) {
          sent += channel.transferTo(sent, SIZE - sent, out);
        }
      }
    }
    return Moved.through(SIZE);
  }

  /** Into memory, for all the JDK knows of it: reads of 8 KiB. */
  @Row("FileChannel.transferTo (no descriptor)")
  static Moved toNoDescriptor(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source)) {
      channel.transferTo(0, SIZE, Channels.newChannel(new ByteArrayOutputStream()));
    }
    return Moved.read(SIZE);
  }

  @Row("FileChannel.transferFrom (file)")
  static Moved fromFile(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        FileChannel out = FileChannel.open(bench.target(), EMPTY)) {
      out.transferFrom(channel, 0, SIZE);
    }
    return Moved.through(SIZE);
  }

  /** Too little to map it. */
  @Row("FileChannel.transferFrom (file, 1000 B)")
  static Moved fromSmallFile(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        FileChannel out = FileChannel.open(bench.target(), EMPTY)) {
      out.transferFrom(channel, 0, 1000);
    }
    return Moved.through(1000);
  }

  @Row("FileChannel.transferFrom (socket)")
  static Moved fromSocket(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), EMPTY);
        SocketChannel socket = SocketChannel.open(bench.spring())) {
      for (long got = 0; got < SIZE; ) {
        got += channel.transferFrom(socket, got, SIZE - got);
      }
    }
    return Moved.through(SIZE);
  }

  @Row("FileChannel.transferFrom (no descriptor)")
  static Moved fromNoDescriptor(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), EMPTY)) {
      channel.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[SIZE])), 0, SIZE);
    }
    return Moved.written(SIZE);
  }

  @Row("FileChannel.read, SocketChannel.write")
  static Moved readAndWrite(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        SocketChannel socket = SocketChannel.open(bench.sink())) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      channel.read(buffer);
      return Moved.read(SIZE).and(Moved.written(socket.write(buffer.flip())));
    }
  }
}
