package com.example.springboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Something to serve. */
final class SampleFiles {
  static final String SMALL = "small.bin";
  static final String LARGE = "large.bin";

  private SampleFiles() {}

  static void in(Path folder) throws IOException {
    Files.createDirectories(folder);
    noise(folder.resolve(SMALL), 16 << 10);
    noise(folder.resolve(LARGE), 4 << 20);
  }

  private static void noise(Path file, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    Files.write(file, content);
  }
}
