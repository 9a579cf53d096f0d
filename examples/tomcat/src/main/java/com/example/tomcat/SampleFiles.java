package com.example.tomcat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Something to serve. */
final class SampleFiles {
  /** Below what Tomcat uses sendfile for, 48 KiB. */
  static final String SMALL = "small.bin";

  /** Above it; small enough for Tomcat's cache of contents, which keeps up to 512 KiB of a file. */
  static final String MEDIUM = "medium.bin";

  /** Too large for the cache. */
  static final String LARGE = "large.bin";

  /** Text, which Tomcat compresses where it may. */
  static final String PAGE = "page.html";

  private SampleFiles() {}

  static Path in(Path folder) throws IOException {
    Files.createDirectories(folder);
    noise(folder.resolve(SMALL), 16 << 10);
    noise(folder.resolve(MEDIUM), 256 << 10);
    noise(folder.resolve(LARGE), 4 << 20);
    String line = "<p>The quick brown fox jumps over the lazy dog.</p>\n";
    Files.writeString(folder.resolve(PAGE), line.repeat((2 << 20) / line.length()), US_ASCII);
    return folder;
  }

  private static void noise(Path file, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    Files.write(file, content);
  }
}
