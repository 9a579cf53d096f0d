package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the agent is given, the application runs, and is told in a line. */
class BadInputIT {
  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void namesUnknownAndMalformedOptions(Jdk jdk) throws Exception {
    ChildJvm jvm = Agents.jvm(jdk, directory, "metrics.prt=9464", "mode=sometimes", "nonsense");

    assertThat(jvm.run(Hello.class.getName()))
        .isEqualTo(
            new ChildJvm.Result(
                0,
                "hello\n",
                """
                bytetrail: agent argument: there is no option 'metrics.prt'; did you mean \
                'metrics.port'?
                bytetrail: agent argument: mode must be always-on|verify, not 'sometimes'
                bytetrail: agent argument 'nonsense' is not of the form name=value
                """));
    assertThat(Agents.ledger(directory).state()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatALedgerDirectoryIsRefusedAndUsesTheNext(Jdk jdk) throws Exception {
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .agent(Agents.JAR, "collector=off,ledger.dir=" + directory.resolve("missing"))
            .classPath(Agents.CLASSES)
            .run(Hello.class.getName());

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.err())
        .startsWith("bytetrail: ledger.dir " + directory.resolve("missing") + " is not used: ")
        .hasLineCount(1);
  }

  /** In a mount namespace of its own, with nothing left of it afterwards. */
  @ParameterizedTest
  @MethodSource("jdks")
  void runsWithoutALedgerWhenEveryDirectoryIsFull(Jdk jdk) throws Exception {
    assumeThat(canMount()).as("needs the right to mount").isTrue();
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .under(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k none /dev/shm && "
                    + "mount -t tmpfs -o size=64k none \"$0\" && exec \"$@\"",
                directory.toString())
            .options("-Djava.io.tmpdir=" + directory, "-XX:-UsePerfData")
            .agent(Agents.JAR, "collector=off")
            .classPath(Agents.CLASSES)
            .run(Hello.class.getName());

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.err())
        .startsWith("bytetrail: not started: no directory takes the ledger: /dev/shm: ")
        .contains("No space left on device")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"size=64k", "ro"})
  void usesTheTemporaryDirectoryWhenSharedMemoryIsFullOrReadOnly(String mount) throws Exception {
    assumeThat(canMount()).as("needs the right to mount").isTrue();
    ChildJvm.Result result =
        ChildJvm.on(Jdk.of(25))
            .under("unshare", "--mount", "sh", "-c")
            .under("mount -t tmpfs -o " + mount + " none /dev/shm && exec \"$0\" \"$@\"")
            .options("-Djava.io.tmpdir=" + directory, "-XX:-UsePerfData")
            .agent(Agents.JAR, "collector=off,ledger.keep=true")
            .classPath(Agents.CLASSES)
            .run(Hello.class.getName());

    assertThat(result).isEqualTo(new ChildJvm.Result(0, "hello\n", ""));
    assertThat(Agents.ledger(directory).state()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void hidesItsClassesFromTheApplication(Jdk jdk) throws Exception {
    String[] names = {
      "io.bytetrail.instrument.Start",
      "io.bytetrail.options.Options",
      "io.bytetrail.collector.report.Report",
      "io.bytetrail.shaded.bytebuddy.ByteBuddy",
      "net.bytebuddy.ByteBuddy",
    };
    ChildJvm.Result result = Agents.jvm(jdk, directory).run(Hello.class.getName(), names);

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("hello\n" + String.join(" hidden\n", names) + " hidden\n");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesNoLedgerAfterAnOrderlyExit(Jdk jdk) throws Exception {
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .agent(Agents.JAR, "collector=off,ledger.dir=" + directory)
            .classPath(Agents.CLASSES)
            .run(Hello.class.getName());

    assertThat(result).isEqualTo(new ChildJvm.Result(0, "hello\n", ""));
    assertThat(directory).isEmptyDirectory();
  }

  private static boolean canMount() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of("/usr/bin/unshare"))
        && new ProcessBuilder("unshare", "--mount", "true").start().waitFor() == 0;
  }
}
