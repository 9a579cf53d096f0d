package io.bytetrail.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What everybody's start-up is measured with. */
final class Hello {
  private Hello() {}

  /** Reads the files that it is given, if any. */
  public static void main(String... files) throws IOException {
    for (String file : files) {
      try (InputStream in = new FileInputStream(file)) {
        in.readAllBytes();
      }
    }
    System.out.println("hello, world");
  }
}
