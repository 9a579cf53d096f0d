package io.bytetrail.collector.surface;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What drivers work with: files whose content is known, and somebody at the other end. */
final class Bench implements AutoCloseable {
  /** Of the file that is read: four chunks and a part. */
  static final int SIZE = 4 * 8192 + 100;

  static final int CHUNK = 8192;

  /** Of one datagram. */
  static final int DATAGRAM = 1000;

  /** Of what is read and written past the page cache. */
  static final int ALIGNED = 4 * CHUNK;

  static final OpenOption[] EMPTY = {
    StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING
  };

  private static final int LINE_LENGTH = 44;

  final Path directory;
  final Path source;
  final Path twin;
  final Path aligned;
  final Path gzip;
  final Path zip;
  private final Peers peers;
  private int contents;
  private int targets;

  Bench(Path directory) throws IOException {
    this.directory = directory;
    source = directory.resolve("source.txt");
    twin = directory.resolve("twin.txt");
    aligned = Files.write(directory.resolve("aligned"), Arrays.copyOf(content(), ALIGNED));
    gzip = directory.resolve("source.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      out.write(content());
    }
    zip = directory.resolve("source.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(0);
      out.putNextEntry(new ZipEntry("source.txt"));
      out.write(content());
      out.closeEntry();
    }
    peers = new Peers(directory, content());
  }

  /**
   * Before each driver: what one reads is nowhere else. Where a write's bytes are from, the agent
   * may infer from what they are; two files of one content would be taken for each other.
   */
  void renew() throws IOException {
    byte[] content = content();
    Files.write(source, content);
    Files.write(twin, content);
  }

  /** Lines of text that were never there before, the last one cut. */
  byte[] content() {
    byte[] text = new byte[SIZE];
    Random random = new Random(++contents);
    for (int i = 0; i < text.length; i++) {
      boolean ends = i % LINE_LENGTH == LINE_LENGTH - 1;
      text[i] = (byte) (ends ? '\n' : 'a' + random.nextInt('z' - 'a' + 1));
    }
    return text;
  }

  /** A file that is not there yet. */
  Path target() {
    return directory.resolve("target-" + ++targets);
  }

  /** A file of a driver's own. */
  Path copy() throws IOException {
    return Files.write(target(), content());
  }

  /** Somebody who takes everything. */
  InetSocketAddress sink() {
    return peers.sink();
  }

  /** Somebody who gives {@link #SIZE} bytes and hangs up. */
  InetSocketAddress spring() {
    return peers.spring();
  }

  UnixDomainSocketAddress unixSink() {
    return peers.unixSink();
  }

  UnixDomainSocketAddress unixSpring() {
    return peers.unixSpring();
  }

  /** Somebody who takes datagrams, and answers each with one of {@link #DATAGRAM} bytes. */
  InetSocketAddress echo() {
    return peers.echo();
  }

  @Override
  public void close() throws IOException {
    peers.close();
  }
}
