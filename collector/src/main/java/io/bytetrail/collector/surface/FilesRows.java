package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.CHUNK;
import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code java.nio.file.Files}. */
final class FilesRows {
  private FilesRows() {}

  @Row("Files.copy(Path, Path)")
  static Moved copy(Bench bench) throws IOException {
    Files.copy(bench.source, bench.target());
    Files.copy(bench.source, bench.copy(), StandardCopyOption.REPLACE_EXISTING);
    return Moved.through(2 * SIZE);
  }

  @Row("Files.copy(Path, OutputStream)")
  static Moved copyToStream(Bench bench) throws IOException {
    return Moved.read(Files.copy(bench.source, new ByteArrayOutputStream()));
  }

  @Row("Files.copy(InputStream, Path)")
  static Moved copyFromStream(Bench bench) throws IOException {
    return Moved.written(Files.copy(new ByteArrayInputStream(new byte[SIZE]), bench.target()));
  }

  @Row("Files.readAllBytes")
  static Moved readAllBytes(Bench bench) throws IOException {
    return Moved.read(Files.readAllBytes(bench.source).length);
  }

  @Row("Files.readString")
  static Moved readString(Bench bench) throws IOException {
    return Moved.read(Files.readString(bench.source).length());
  }

  @Row("Files.readAllLines")
  static Moved readAllLines(Bench bench) throws IOException {
    Files.readAllLines(bench.source);
    return Moved.read(SIZE);
  }

  @Row("Files.lines")
  static Moved lines(Bench bench) throws IOException {
    try (Stream<String> lines = Files.lines(bench.source)) {
      lines.forEach(line -> {});
    }
    return Moved.read(SIZE);
  }

  /** Split by way of a mapping, and read from the channel. */
  @Row("Files.lines, parallel")
  static Moved parallelLines(Bench bench) throws IOException {
    try (Stream<String> lines = Files.lines(bench.source)) {
      lines.parallel().forEach(line -> {});
    }
    return Moved.mapped(SIZE).and(Moved.read(SIZE));
  }

  @Row("Files.mismatch")
  static Moved mismatch(Bench bench) throws IOException {
    Files.mismatch(bench.source, bench.twin);
    return Moved.read(2 * SIZE);
  }

  @Row("Files.write(Path, byte[])")
  static Moved write(Bench bench) throws IOException {
    Files.write(bench.target(), new byte[SIZE]);
    return Moved.written(SIZE);
  }

  @Row("Files.write(Path, lines)")
  static Moved writeLines(Bench bench) throws IOException {
    Files.write(bench.target(), List.of("one", "two"));
    return Moved.written(8);
  }

  @Row("Files.writeString")
  static Moved writeString(Bench bench) throws IOException {
    Files.writeString(bench.target(), "x".repeat(SIZE));
    return Moved.written(SIZE);
  }

  @Row("Files.newInputStream")
  static Moved newInputStream(Bench bench) throws IOException {
    try (InputStream in = Files.newInputStream(bench.source)) {
      byte[] buffer = new byte[CHUNK];
      while (in.read(buffer) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("Files.newInputStream.transferTo(newOutputStream)")
  static Moved newStreams(Bench bench) throws IOException {
    try (InputStream in = Files.newInputStream(bench.source);
        OutputStream out = Files.newOutputStream(bench.target())) {
      return Moved.through(in.transferTo(out));
    }
  }

  @Row("Files.newOutputStream")
  static Moved newOutputStream(Bench bench) throws IOException {
    try (OutputStream out = Files.newOutputStream(bench.target(), StandardOpenOption.CREATE_NEW)) {
      out.write(new byte[SIZE]);
      out.write(1);
    }
    return Moved.written(SIZE + 1);
  }

  @Row("Files.newByteChannel")
  static Moved newByteChannel(Bench bench) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(bench.source)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("Files.newBufferedReader")
  static Moved newBufferedReader(Bench bench) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(bench.source)) {
      while (reader.readLine() != null) {}
    }
    return Moved.read(SIZE);
  }

  @Row("Files.newBufferedWriter")
  static Moved newBufferedWriter(Bench bench) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(bench.target())) {
      writer.write("x".repeat(SIZE));
    }
    return Moved.written(SIZE);
  }

  @Row("SecureDirectoryStream.newByteChannel")
  static Moved secureDirectory(Bench bench) throws IOException, NotHere {
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(bench.directory)) {
      if (!(directory instanceof SecureDirectoryStream<Path> secure)) {
        throw new NotHere("the filesystem has no secure directory streams");
      }
      try (SeekableByteChannel channel =
          secure.newByteChannel(bench.source.getFileName(), Set.of(StandardOpenOption.READ))) {
        channel.read(ByteBuffer.allocate(CHUNK));
      }
    }
    return Moved.read(CHUNK);
  }
}
