package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A JDK build is woven once: by the build of the jar, or by the first start. */
class WovenClassesIT {
  private static final String BYTE_BUDDY = " io.bytetrail.shaded.bytebuddy.";
  private static final ChildJvm.Result HELLO = new ChildJvm.Result(0, "hello\n", "");

  /** Has the agent take this JDK for a build that it does not know. */
  private static final String ANOTHER_BUILD = "-Dio.bytetrail.weave.jdk=another";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void loadsNoWeaverWhereTheBuildWove(Jdk jdk) throws Exception {
    assertThat(run(jdk, Agents.JAR)).isEqualTo(HELLO);

    assertThat(loaded()).noneMatch(line -> line.contains(BYTE_BUDDY));
    assertThat(cache()).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesTheJdksOwnArchiveInUse(Jdk jdk) throws Exception {
    assertThat(run(jdk, Agents.JAR)).isEqualTo(HELLO);

    assertThat(loaded().stream().filter(line -> line.contains("shared objects file")).count())
        .isGreaterThan(400);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void loadsNoWeaverAtASecondStart(Jdk jdk) throws Exception {
    Path jar = withoutWoven();

    assertThat(run(jdk, jar)).isEqualTo(HELLO);
    assertThat(loaded()).anyMatch(line -> line.contains(BYTE_BUDDY));
    Path kept = kept();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");

    assertThat(run(jdk, jar)).isEqualTo(HELLO);
    assertThat(loaded()).noneMatch(line -> line.contains(BYTE_BUDDY));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatAChangedCopyIsNotUsedAndMakesAnother(Jdk jdk) throws Exception {
    Path jar = withoutWoven();
    assertThat(run(jdk, jar)).isEqualTo(HELLO);
    Path kept = kept();
    byte[] changed = Files.readAllBytes(kept);
    changed[changed.length / 2]++;
    Files.write(kept, changed);

    assertThat(run(jdk, jar))
        .isEqualTo(
            new ChildJvm.Result(
                0,
                "hello\n",
                "bytetrail: woven classes that were kept are not used: "
                    + "it is not what was written\n"));
    assertThat(loaded()).anyMatch(line -> line.contains(BYTE_BUDDY));

    assertThat(run(jdk, jar)).isEqualTo(HELLO);
    assertThat(loaded()).noneMatch(line -> line.contains(BYTE_BUDDY));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatADirectoryOpenToOthersIsNotUsed(Jdk jdk) throws Exception {
    Files.createDirectory(cache());
    Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(run(jdk, withoutWoven()))
        .isEqualTo(
            new ChildJvm.Result(
                0,
                "hello\n",
                "bytetrail: woven classes that were kept are not used: others may write to "
                    + cache()
                    + "\n"));
    assertThat(cache()).isEmptyDirectory();
  }

  /** As after an update of the JDK: what the update has not changed need not be woven. */
  @ParameterizedTest
  @MethodSource("jdks")
  void loadsNoWeaverOnAnotherBuildOfTheRelease(Jdk jdk) throws Exception {
    assertThat(run(jdk, Agents.JAR, ANOTHER_BUILD)).isEqualTo(HELLO);

    assertThat(loaded()).noneMatch(line -> line.contains(BYTE_BUDDY));
    assertThat(loaded()).anyMatch(line -> line.contains("java.io.FileInputStream source: __VM_"));
    assertThat(cache()).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void keepsTheRestWhenTheApplicationHasStarted(Jdk jdk) throws Exception {
    ChildJvm jvm =
        ChildJvm.on(jdk)
            .options(ANOTHER_BUILD)
            .agent(Agents.JAR, options())
            .classPath(Agents.CLASSES);
    try (Conversation talk = new Conversation(jvm, directory)) {
      Await.until(PATIENCE, () -> Files.exists(cache()) && isKept());
      assertThat(talk.finish().err()).isEmpty();
    }

    Path jar = withoutWoven();
    assertThat(run(jdk, jar, ANOTHER_BUILD)).isEqualTo(HELLO);
    assertThat(loaded()).noneMatch(line -> line.contains(BYTE_BUDDY));
  }

  private boolean isKept() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files.anyMatch(file -> file.toString().endsWith(".woven"));
    }
  }

  private Path cache() {
    return directory.resolve("cache");
  }

  private Path kept() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private List<String> loaded() throws IOException {
    return Files.readAllLines(directory.resolve("loaded"));
  }

  private String options() {
    return "report.text=off,weave.cache=" + cache() + ",ledger.dir=" + directory;
  }

  private ChildJvm.Result run(Jdk jdk, Path jar, String... options)
      throws IOException, InterruptedException {
    return ChildJvm.on(jdk)
        .options("-Xlog:class+load:file=" + directory.resolve("loaded"))
        .options(options)
        .agent(jar, options())
        .classPath(Agents.CLASSES)
        .run(Hello.class.getName());
  }

  /** As it is for a JDK that the build did not find. */
  private Path withoutWoven() throws IOException {
    Path copy = directory.resolve("agent.jar");
    try (ZipFile jar = new ZipFile(Agents.JAR.toFile());
        OutputStream file = Files.newOutputStream(copy);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (!entry.getName().startsWith("inst/woven/")) {
          ZipEntry same = new ZipEntry(entry); // what is stored stays so
          same.setCompressedSize(-1);
          out.putNextEntry(same);
          jar.getInputStream(entry).transferTo(out);
        }
      }
    }
    return copy;
  }
}
