package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** {@code FileInputStream} and {@code FileOutputStream}. */
final class StreamRows {
  /** Of which a native buffer might be made in parts. */
  private static final int LARGE = 4 << 20;

  private StreamRows() {}

  @Row("FileInputStream.read()")
  static Moved readByte(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      while (in.read() >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("FileInputStream.read(byte[])")
  static Moved readArray(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      byte[] buffer = new byte[CHUNK];
      while (in.read(buffer) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("FileInputStream.read(byte[], int, int)")
  static Moved readRange(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      byte[] buffer = new byte[2 * CHUNK];
      while (in.read(buffer, 100, CHUNK) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("FileInputStream.readAllBytes")
  static Moved readAllBytes(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      return Moved.read(in.readAllBytes().length);
    }
  }

  @Row("FileInputStream.readNBytes")
  static Moved readSomeBytes(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      return Moved.read(in.readNBytes(CHUNK + 1).length);
    }
  }

  @Row("FileInputStream.skip, then read")
  static Moved skip(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      long skipped = in.skip(CHUNK);
      return Moved.read(in.readAllBytes().length - (skipped - CHUNK));
    }
  }

  @Row("InputStream.transferTo (memory)")
  static Moved transferToMemory(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile())) {
      return Moved.read(in.transferTo(new ByteArrayOutputStream()));
    }
  }

  @Row("InputStream.transferTo (FileOutputStream)")
  static Moved transferToFile(Bench bench) throws IOException {
    try (FileInputStream in = new FileInputStream(bench.source.toFile());
        FileOutputStream out = new FileOutputStream(bench.target().toFile())) {
      return Moved.through(in.transferTo(out));
    }
  }

  @Row("FileOutputStream.write(int)")
  static Moved writeByte(Bench bench) throws IOException {
    try (FileOutputStream out = new FileOutputStream(bench.target().toFile())) {
      for (int i = 0; i < 100; i++) {
        out.write(i);
      }
    }
    return Moved.written(100);
  }

  @Row("FileOutputStream.write(byte[])")
  static Moved writeArray(Bench bench) throws IOException {
    try (FileOutputStream out = new FileOutputStream(bench.target().toFile())) {
      out.write(new byte[SIZE]);
    }
    return Moved.written(SIZE);
  }

  @Row("FileOutputStream.write(byte[], int, int)")
  static Moved writeRange(Bench bench) throws IOException {
    try (FileOutputStream out = new FileOutputStream(bench.target().toFile(), true)) {
      out.write(new byte[CHUNK], 10, 1000);
    }
    return Moved.written(1000);
  }

  @Row("FileOutputStream.write (4 MiB at once)")
  static Moved writeLarge(Bench bench) throws IOException {
    try (FileOutputStream out = new FileOutputStream(bench.target().toFile())) {
      out.write(new byte[LARGE]);
    }
    return Moved.written(LARGE);
  }

  @Row(
      value = "FileDescriptor.sync",
      seenSince = 21,
      unseenWhy = "a native method until JDK 21, called by applications themselves")
  static Moved sync(Bench bench) throws IOException {
    try (FileOutputStream out = new FileOutputStream(bench.target().toFile())) {
      out.write(new byte[CHUNK]);
      out.getFD().sync();
    }
    return Moved.written(CHUNK).and(Moved.forced(1));
  }
}
