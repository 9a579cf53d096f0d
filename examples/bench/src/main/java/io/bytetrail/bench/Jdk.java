package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK to measure on.
 *
 * @param feature {@code 17}
 */
record Jdk(int feature, Path home) {
  static final List<Integer> MEASURED = List.of(17, 25);
  private static final Pattern FEATURE = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  /** Those of {@link #MEASURED} that this machine has, by their {@code release} files. */
  static List<Jdk> find() throws IOException {
    List<Path> candidates = new ArrayList<>();
    candidates.add(Path.of(System.getProperty("java.home")));
    for (Path parent : List.of(Path.of("/usr/lib/jvm"), Path.of("/opt"))) {
      if (Files.isDirectory(parent)) {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(parent)) {
          homes.forEach(candidates::add);
        }
      }
    }
    Map<Integer, Jdk> found = new TreeMap<>();
    for (Path home : candidates) {
      Path release = home.resolve("release");
      if (Files.isReadable(release) && Files.isExecutable(home.resolve("bin/java"))) {
        Matcher feature = FEATURE.matcher(Files.readString(release));
        if (feature.find()) {
          int number = Integer.parseInt(feature.group(1));
          found.putIfAbsent(number, new Jdk(number, home));
        }
      }
    }
    found.keySet().retainAll(MEASURED);
    return List.copyOf(found.values());
  }

  String java() {
    return home.resolve("bin/java").toString();
  }

  boolean hasVirtualThreads() {
    return feature >= 21;
  }

  String key() {
    return Integer.toString(feature);
  }
}
