package io.bytetrail.testing;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JDK on this machine, found by its {@code release} file.
 *
 * @param feature such as 17
 */
public record Jdk(Path home, int feature) {
  private static final Path USUAL = Path.of("/usr/lib/jvm");

  /**
   * The JDKs here of the versions that bytetrail is tested on. One may be missing, but not where
   * {@code BYTETRAIL_REQUIRE_KERNEL} says that nothing may be.
   */
  public static List<Jdk> tested() {
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null) {
      return List.of(of(17), of(25));
    }
    Map<Integer, Jdk> all = all();
    return Stream.of(17, 25).filter(all::containsKey).map(all::get).toList();
  }

  /** The JDK of this version. */
  public static Jdk of(int feature) {
    Jdk jdk = all().get(feature);
    if (jdk == null) {
      throw new IllegalStateException(
          "no JDK " + feature + " in " + USUAL + " or JAVA_HOME: found " + all().values());
    }
    return jdk;
  }

  /** Its {@code java} command. */
  public Path java() {
    return home.resolve("bin/java");
  }

  public boolean hasVirtualThreads() {
    return feature >= 21;
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }

  private static Map<Integer, Jdk> all() {
    Map<Integer, Jdk> jdks = new TreeMap<>();
    for (Path home : homes()) {
      try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
        Properties release = new Properties();
        release.load(in);
        String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
        Jdk jdk = new Jdk(home, Runtime.Version.parse(version).feature());
        if (Files.isExecutable(jdk.java())) {
          jdks.putIfAbsent(jdk.feature(), jdk);
        }
      } catch (IOException | IllegalArgumentException e) {
        // Not a JDK.
      }
    }
    return jdks;
  }

  private static List<Path> homes() {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    if (System.getenv("JAVA_HOME") != null) {
      homes.add(Path.of(System.getenv("JAVA_HOME")));
    }
    try (Stream<Path> usual = Files.list(USUAL)) {
      usual.sorted(Comparator.naturalOrder()).forEach(homes::add);
    } catch (IOException e) {
      // None there.
    }
    return homes;
  }
}
