package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the one jar, and that the application sees none of it. */
class JarIT {
  /** Everything in it; what the application could find by a name of its own is in the first two. */
  private static final List<Pattern> ALLOWED =
      Stream.of(
              "META-INF/(MANIFEST\\.MF|LICENSE|NOTICE)?",
              "io/(bytetrail/(agent/([A-Za-z$0-9]+\\.class)?)?)?",
              "inst/",
              "inst/classes",
              "inst/native/(linux-x86_64/(bytetrail-probe)?)?",
              "inst/woven/([^/]+\\.woven|index)?")
          .map(Pattern::compile)
          .toList();

  /** Everything that is packed into one entry, for our class loader alone. */
  private static final List<Pattern> PACKED =
      Stream.of(
              "build",
              "boot/all",
              "boot/io/bytetrail/(hooks|ledger)/[^/]+\\.class",
              "boot/sun/nio/(ch|fs)/Bytetrail[^/]+\\.class",
              "io/bytetrail/.*",
              "META-INF/.*")
          .map(Pattern::compile)
          .toList();

  private static final List<Pattern> FOREIGN =
      Stream.of("net/bytebuddy", "io/opentelemetry", "io/prometheus", "com/fasterxml", "io/grpc")
          .map(prefix -> Pattern.compile(prefix + ".*"))
          .toList();

  private static final Pattern LIBRARIES =
      Pattern.compile("/(byte-buddy|opentelemetry|prometheus)-[^/]*\\.jar$");

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @Test
  void holdsNothingElse() throws Exception {
    List<String> names = names();
    assertThat(names).filteredOn(name -> !matchesAny(name, ALLOWED)).isEmpty();
    List<String> packed = packed();
    assertThat(packed).filteredOn(name -> !matchesAny(name, PACKED)).isEmpty();
    assertThat(packed).filteredOn(name -> matchesAny(name, FOREIGN)).isEmpty();
    assertThat(packed)
        .doesNotHaveDuplicates()
        .noneMatch(name -> name.startsWith("io/bytetrail/agent/"))
        .noneMatch(name -> name.startsWith("io/bytetrail/build/"))
        .anyMatch(name -> name.startsWith("io/bytetrail/shaded/bytebuddy/"));
  }

  /** Whoever opens a jar reads its whole directory, at every start. */
  @Test
  void hasFewEntries() throws Exception {
    assertThat(names()).hasSizeLessThan(40);
  }

  @Test
  void givesBackWhatIsPacked() throws Exception {
    try (Pack pack = new Pack(Agents.JAR.toFile())) {
      for (String name : pack.names()) {
        assertThat(pack.has(name)).as(name).isTrue();
        byte[] content = pack.read(name);
        assertThat(content).as(name).isNotNull();
        if (name.endsWith(".class")) {
          assertThat(content).as(name).startsWith(0xCA, 0xFE, 0xBA, 0xBE);
        }
      }
      assertThat(pack.has("nothing")).isFalse();
      assertThat(pack.read("nothing")).isNull();
      assertThat(pack.read("native/linux-x86_64/bytetrail-probe")).startsWith(0x7F, 'E', 'L', 'F');
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void cannotBeSeenByTheApplication(Jdk jdk) throws Exception {
    List<String> classes =
        packed().stream()
            .filter(name -> name.endsWith(".class"))
            .filter(name -> !name.startsWith("boot/"))
            .map(name -> name.substring(0, name.length() - ".class".length()))
            .toList();
    assertThat(classes).hasSizeGreaterThan(1000);
    Path list = Files.createTempFile("bytetrail", ".classes");
    try {
      Files.write(list, classes);
      ChildJvm.Result result =
          ChildJvm.on(jdk)
              .agent(Agents.JAR, "report.text=off")
              .classPath(Agents.CLASSES)
              .run(Seeker.class.getName(), list.toString());
      assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    } finally {
      Files.delete(list);
    }
  }

  /** The application's versions are loaded from its own class path, and work. */
  @ParameterizedTest
  @MethodSource("jdks")
  void leavesTheApplicationItsOwnVersions(Jdk jdk) throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> LIBRARIES.matcher(entry).find())
            .collect(Collectors.joining(File.pathSeparator));
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .agent(Agents.JAR, "report.text=off")
            .options("-cp", classPath + File.pathSeparator + Agents.CLASSES)
            .run(OwnVersions.class.getName());
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo("woven\nmeasured\nrequests_total 1.0\n");
  }

  private static boolean matchesAny(String name, List<Pattern> patterns) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  private static List<String> packed() throws Exception {
    try (Pack pack = new Pack(Agents.JAR.toFile())) {
      return pack.names();
    }
  }

  private static List<String> names() throws Exception {
    try (JarFile jar = new JarFile(Agents.JAR.toFile())) {
      return jar.stream().map(JarEntry::getName).toList();
    }
  }
}
