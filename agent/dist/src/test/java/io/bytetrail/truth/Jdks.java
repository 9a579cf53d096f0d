package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs of this machine that bytetrail is tested on, found by their {@code release} files. */
final class Jdks {
  private static final Pattern MAJOR = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final List<Integer> TESTED = List.of(17, 25);

  private Jdks() {}

  /** Homes of the tested JDKs, oldest first; this machine's CI has all of them. */
  static Stream<Path> homes() throws IOException {
    Map<Integer, Path> homes = new TreeMap<>();
    homes.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    for (Path parent : List.of(Path.of("/usr/lib/jvm"), Path.of("/opt"))) {
      if (!Files.isDirectory(parent)) {
        continue;
      }
      try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
        for (Path home : children) {
          Path release = home.resolve("release");
          if (Files.isReadable(release) && Files.isExecutable(home.resolve("bin/java"))) {
            Matcher major = MAJOR.matcher(Files.readString(release));
            if (major.find()) {
              homes.putIfAbsent(Integer.valueOf(major.group(1)), home);
            }
          }
        }
      }
    }
    homes.keySet().retainAll(TESTED);
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null) {
      assertThat(homes.keySet()).containsExactlyElementsOf(TESTED);
    }
    return homes.values().stream();
  }
}
