package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** What is put around streams and channels: a few large calls become of many small ones. */
final class WrapperRows {
  private WrapperRows() {}

  @Row("BufferedInputStream")
  static Moved bufferedInput(Bench bench) throws IOException {
    try (InputStream in = new BufferedInputStream(new FileInputStream(bench.source.toFile()))) {
      while (in.read() >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("BufferedOutputStream")
  static Moved bufferedOutput(Bench bench) throws IOException {
    try (BufferedOutputStream out =
        new BufferedOutputStream(new FileOutputStream(bench.target().toFile()))) {
      for (int i = 0; i < SIZE; i++) {
        out.write(i);
      }
    }
    return Moved.written(SIZE);
  }

  @Row("DataInputStream, DataOutputStream")
  static Moved data(Bench bench) throws IOException {
    try (DataInputStream in = new DataInputStream(new FileInputStream(bench.source.toFile()));
        DataOutputStream out =
            new DataOutputStream(new FileOutputStream(bench.target().toFile()))) {
      out.writeLong(in.readLong());
    }
    return Moved.through(Long.BYTES);
  }

  @Row("SequenceInputStream")
  static Moved sequence(Bench bench) throws IOException {
    try (InputStream in =
        new SequenceInputStream(
            new FileInputStream(bench.source.toFile()), new FileInputStream(bench.twin.toFile()))) {
      in.readAllBytes();
    }
    return Moved.read(2 * SIZE);
  }

  @Row("FileReader, BufferedReader")
  static Moved fileReader(Bench bench) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new FileReader(bench.source.toFile(), StandardCharsets.UTF_8))) {
      while (reader.readLine() != null) {}
    }
    return Moved.read(SIZE);
  }

  @Row("FileWriter, PrintWriter")
  static Moved fileWriter(Bench bench) throws IOException {
    try (PrintWriter writer =
        new PrintWriter(new FileWriter(bench.target().toFile(), StandardCharsets.UTF_8))) {
      writer.print("x".repeat(SIZE));
    }
    return Moved.written(SIZE);
  }

  @Row("Scanner(File)")
  static Moved scannerOfFile(Bench bench) throws IOException {
    try (Scanner scanner = new Scanner(bench.source.toFile(), StandardCharsets.UTF_8)) {
      while (scanner.hasNextLine()) {
        scanner.nextLine();
      }
    }
    return Moved.read(SIZE);
  }

  @Row("Scanner(Path)")
  static Moved scannerOfPath(Bench bench) throws IOException {
    try (Scanner scanner = new Scanner(bench.source, StandardCharsets.UTF_8)) {
      while (scanner.hasNext()) {
        scanner.next();
      }
    }
    return Moved.read(SIZE);
  }

  @Row("URL.openStream (file:)")
  static Moved url(Bench bench) throws IOException {
    try (InputStream in = bench.source.toUri().toURL().openStream()) {
      in.readAllBytes();
    }
    return Moved.read(SIZE);
  }

  @Row("Channels.newChannel(InputStream)")
  static Moved channelOfInput(Bench bench) throws IOException {
    try (InputStream in = new BufferedInputStream(new FileInputStream(bench.source.toFile()));
        ReadableByteChannel channel = Channels.newChannel(in)) {
      while (channel.read(ByteBuffer.allocate(SIZE)) >= 0) {}
    }
    return Moved.read(SIZE);
  }

  @Row("Channels.newChannel(OutputStream)")
  static Moved channelOfOutput(Bench bench) throws IOException {
    try (FileOutputStream out = new FileOutputStream(bench.target().toFile());
        BufferedOutputStream buffered = new BufferedOutputStream(out);
        WritableByteChannel channel = Channels.newChannel(buffered)) {
      channel.write(ByteBuffer.allocateDirect(SIZE));
    }
    return Moved.written(SIZE);
  }

  @Row("Channels.newInputStream(FileChannel)")
  static Moved inputOfChannel(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        InputStream in = Channels.newInputStream(channel)) {
      in.readAllBytes();
    }
    return Moved.read(SIZE);
  }

  @Row("Channels.newOutputStream(FileChannel)")
  static Moved outputOfChannel(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.target(), Bench.EMPTY)) {
      Channels.newOutputStream(channel).write(new byte[SIZE]);
    }
    return Moved.written(SIZE);
  }

  @Row("Channels.newReader, newWriter")
  static Moved readerOfChannel(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(bench.source);
        FileChannel target = FileChannel.open(bench.target(), Bench.EMPTY);
        Reader reader = Channels.newReader(channel, StandardCharsets.UTF_8);
        Writer writer = Channels.newWriter(target, StandardCharsets.UTF_8)) {
      reader.transferTo(writer);
    }
    return Moved.through(SIZE);
  }
}
