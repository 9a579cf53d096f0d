package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  private ChildJvm.Result run(Jdk jdk, Path jar) throws IOException, InterruptedException {
    return ChildJvm.on(jdk)
        .options("-Xlog:class+load:file=" + directory.resolve("loaded"))
        .agent(jar, "report.text=off,weave.cache=" + cache() + ",ledger.dir=" + directory)
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
