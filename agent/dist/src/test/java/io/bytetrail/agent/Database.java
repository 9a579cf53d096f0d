package io.bytetrail.agent;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A toy of one: a table of records, its index, and a log that stay open. */
public final class Database {
  static final int RECORD = 100;
  static final int RECORDS = 200;
  static final int LOOKUPS = 50;
  static final int SCANS = 3;

  private Database() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (RandomAccessFile table = table(directory.resolve("table"));
        FileChannel index = index(directory.resolve("index"));
        FileChannel log = log(directory.resolve("log"))) {
      for (int record = 0; record < RECORDS; record++) {
        // To the end, where it is already: this is one pass.
        table.seek((long) record * RECORD);
        table.write(new byte[RECORD]);
        index.write(ByteBuffer.allocate(RECORD), (long) record * RECORD);
        log.write(ByteBuffer.allocate(RECORD));
      }
      for (int lookup = 0; lookup < LOOKUPS; lookup++) {
        // Never the record behind the last one.
        long record = (lookup * 7L + 3) % RECORDS;
        index.read(ByteBuffer.allocate(RECORD), record * RECORD);
        table.seek(record * RECORD);
        table.readFully(new byte[RECORD]);
      }
      for (int scan = 0; scan < SCANS; scan++) {
        log.position(0);
        for (int record = 0; record < RECORDS; record++) {
          log.read(ByteBuffer.allocate(RECORD));
        }
      }
    }
  }

  private static RandomAccessFile table(Path file) throws IOException {
    return new RandomAccessFile(file.toFile(), "rw");
  }

  private static FileChannel index(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static FileChannel log(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
