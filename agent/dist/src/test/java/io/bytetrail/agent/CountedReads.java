package io.bytetrail.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** Reads a file, and prints how many reads the {@link CountingAgent} saw of it. */
final class CountedReads {
  static final int CHUNK = 1000;

  private CountedReads() {}

  public static void main(String[] arguments) throws IOException {
    LongAdder counter = (LongAdder) System.getProperties().get("counting.agent.reads");
    long before = counter.sum();
    read(arguments[0]);
    System.out.println(counter.sum() - before);
  }

  private static void read(String file) throws IOException {
    try (FileInputStream in = new FileInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      while (in.read(chunk) >= 0) {}
    }
  }
}
