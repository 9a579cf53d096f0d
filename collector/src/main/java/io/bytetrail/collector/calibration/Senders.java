package io.bytetrail.collector.calibration;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Every technique, as an application would write it. For one connection and its thread: buffers are
 * kept from one file to the next.
 */
final class Senders implements AutoCloseable {
  private final Map<Integer, byte[]> arrays = new HashMap<>();
  private final Map<Integer, ByteBuffer> heapBuffers = new HashMap<>();
  private final Map<Integer, ByteBuffer> directBuffers = new HashMap<>();
  private DirectReadAhead readAhead;

  /** Sends a file's bytes into the socket. */
  void send(Way way, Path file, SocketChannel socket) throws IOException {
    switch (way.technique()) {
      case STREAM -> stream(way, file, socket.socket().getOutputStream());
      case HEAP -> copy(file, heapBuffer(way.chunk()), socket);
      case DIRECT_BUFFER -> copy(file, directBuffer(way.chunk(), 1), socket);
      case MMAP -> map(file, socket);
      case SENDFILE, COPY_FILE_RANGE -> transfer(file, socket, Long.MAX_VALUE);
      case DIRECT_IO -> direct(way, file, socket);
      case DIRECT_ASYNC -> readAhead().send(file, way.chunk(), socket);
    }
  }

  /** Copies a file to another, which is made anew. */
  void copy(Way way, Path file, Path target) throws IOException {
    if (way.technique() == Technique.STREAM) {
      try (OutputStream out = new FileOutputStream(target.toFile())) {
        stream(way, file, out);
      }
      return;
    }
    try (FileChannel out = FileChannel.open(target, CREATE, TRUNCATE_EXISTING, WRITE)) {
      if (way.technique() == Technique.COPY_FILE_RANGE) {
        transfer(file, out, Long.MAX_VALUE);
      } else {
        copy(file, directBuffer(way.chunk(), 1), out);
      }
    }
  }

  /** Sends bytes of no file: what the socket alone costs. */
  void write(long bytes, int chunk, SocketChannel socket) throws IOException {
    ByteBuffer buffer = directBuffer(chunk, 1);
    for (long left = bytes; left > 0; ) {
      buffer.clear().limit((int) Math.min(chunk, left));
      left -= buffer.remaining();
      drain(buffer, socket);
    }
  }

  /** Sends a file by calls of {@code transferTo} of so many bytes each. */
  void transfer(Path file, WritableByteChannel target, long atMost) throws IOException {
    try (FileChannel in = FileChannel.open(file, READ)) {
      long size = in.size();
      for (long position = 0; position < size; ) {
        long n = in.transferTo(position, Math.min(atMost, size - position), target);
        if (n <= 0) {
          throw new EOFException(file + " became shorter");
        }
        position += n;
      }
    }
  }

  private void stream(Way way, Path file, OutputStream out) throws IOException {
    byte[] array = arrays.computeIfAbsent(way.chunk(), byte[]::new);
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      for (long left = in.getChannel().size(); left > 0; ) {
        int n = in.read(array, 0, (int) Math.min(array.length, left));
        if (n < 0) {
          throw new EOFException(file + " became shorter");
        }
        out.write(array, 0, n);
        left -= n;
      }
    }
  }

  private static void copy(Path file, ByteBuffer buffer, WritableByteChannel target)
      throws IOException {
    try (FileChannel in = FileChannel.open(file, READ)) {
      for (long left = in.size(); left > 0; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        if (in.read(buffer) < 0) {
          throw new EOFException(file + " became shorter");
        }
        buffer.flip();
        left -= buffer.remaining();
        drain(buffer, target);
      }
    }
  }

  private static void map(Path file, SocketChannel socket) throws IOException {
    try (FileChannel in = FileChannel.open(file, READ)) {
      long size = in.size();
      for (long position = 0; position < size; position += Way.MAPPING_WINDOW) {
        long length = Math.min(Way.MAPPING_WINDOW, size - position);
        drain(in.map(FileChannel.MapMode.READ_ONLY, position, length), socket);
      }
    }
  }

  private void direct(Way way, Path file, SocketChannel socket) throws IOException {
    int block = blockSize(file);
    ByteBuffer buffer = directBuffer(way.chunk(), block);
    try (FileChannel in = FileChannel.open(file, READ, ExtendedOpenOption.DIRECT)) {
      for (long left = in.size(); left > 0; ) {
        buffer.clear();
        int n = in.read(buffer);
        if (n < 0) {
          throw new EOFException(file + " became shorter");
        }
        buffer.flip().limit((int) Math.min(n, left));
        left -= buffer.remaining();
        drain(buffer, socket);
      }
    }
  }

  /** Reads a block past the page cache, to see whether the filesystem lets anybody. */
  void readPast(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, READ, ExtendedOpenOption.DIRECT)) {
      int block = blockSize(file);
      var unused = in.read(aligned(block, block));
    }
  }

  static void drain(ByteBuffer buffer, WritableByteChannel target) throws IOException {
    while (buffer.hasRemaining()) {
      target.write(buffer);
    }
  }

  static int blockSize(Path file) throws IOException {
    return Math.toIntExact(Files.getFileStore(file).getBlockSize());
  }

  /** A direct buffer of whole blocks, at an address that is one. */
  static ByteBuffer aligned(int chunk, int block) {
    int whole = Math.max(1, chunk / block) * block;
    return ByteBuffer.allocateDirect(whole + block - 1).alignedSlice(block);
  }

  private ByteBuffer heapBuffer(int chunk) {
    return heapBuffers.computeIfAbsent(chunk, ByteBuffer::allocate);
  }

  private ByteBuffer directBuffer(int chunk, int block) {
    return directBuffers.computeIfAbsent(chunk, size -> aligned(size, Math.max(block, 4096)));
  }

  private DirectReadAhead readAhead() {
    if (readAhead == null) {
      readAhead = new DirectReadAhead();
    }
    return readAhead;
  }

  @Override
  public void close() {
    if (readAhead != null) {
      readAhead.close();
    }
  }
}
