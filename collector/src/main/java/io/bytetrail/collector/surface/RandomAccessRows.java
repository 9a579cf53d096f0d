package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.IOException;
import java.io.RandomAccessFile;

/** {@code RandomAccessFile}, with what {@code DataInput} and {@code DataOutput} add. */
final class RandomAccessRows {
  private static final String TEXT = "known to the byte";

  private RandomAccessRows() {}

  @Row("RandomAccessFile.read()")
  static Moved readByte(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.source.toFile(), "r")) {
      while (file.read() >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("RandomAccessFile.read(byte[])")
  static Moved readArray(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.source.toFile(), "r")) {
      byte[] buffer = new byte[CHUNK];
      while (file.read(buffer) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("RandomAccessFile.readFully")
  static Moved readFully(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.source.toFile(), "r")) {
      file.seek(100);
      file.readFully(new byte[CHUNK], 10, 1000);
    }
    return Moved.read(1000);
  }

  @Row("RandomAccessFile.readLine")
  static Moved readLine(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.source.toFile(), "r")) {
      while (file.readLine() != null) {}
    }
    return Moved.read(SIZE);
  }

  @Row("RandomAccessFile.readInt, readLong, readChar")
  static Moved readNumbers(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.source.toFile(), "r")) {
      file.readInt();
      file.readLong();
      file.readChar();
    }
    return Moved.read(Integer.BYTES + Long.BYTES + Character.BYTES);
  }

  @Row("RandomAccessFile.write(int)")
  static Moved writeByte(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.target().toFile(), "rw")) {
      file.write(1);
      file.write(2);
    }
    return Moved.written(2);
  }

  @Row("RandomAccessFile.write(byte[])")
  static Moved writeArray(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.target().toFile(), "rw")) {
      file.write(new byte[SIZE]);
      file.write(new byte[CHUNK], 10, 1000);
    }
    return Moved.written(SIZE + 1000);
  }

  @Row("RandomAccessFile.writeBytes(String)")
  static Moved writeBytes(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.target().toFile(), "rw")) {
      file.writeBytes(TEXT);
      file.writeBytes("");
    }
    return Moved.written(TEXT.length());
  }

  @Row("RandomAccessFile.writeChars(String)")
  static Moved writeChars(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.target().toFile(), "rw")) {
      file.writeChars(TEXT);
    }
    return Moved.written(2L * TEXT.length());
  }

  @Row("RandomAccessFile.writeUTF, readUTF")
  static Moved utf(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.target().toFile(), "rw")) {
      file.writeUTF(TEXT);
      file.seek(0);
      file.readUTF();
    }
    return Moved.through(Short.BYTES + TEXT.length());
  }

  @Row("RandomAccessFile.writeLong")
  static Moved writeLong(Bench bench) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.target().toFile(), "rws")) {
      file.writeLong(1);
    }
    return Moved.written(Long.BYTES);
  }
}
