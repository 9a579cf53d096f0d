package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody's process gets a report from what anybody may read. */
class NoPrivilegesIT {
  private static final int BYTES = 1 << 20;

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void reportsFromTheAccountedRungAndSaysWhatIsLacking(Jdk jdk) throws Exception {
    assumeThat(System.getProperty("user.name")).as("needs to become nobody").isEqualTo("root");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path file = Reported.file(directory, BYTES);
    ChildJvm jvm =
        Reported.jvm(jdk, directory)
            .under("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            .under("--no-new-privs");
    try (Conversation talk = new Conversation(jvm, directory)) {
      talk.ask("read " + file);
      assertThat(talk.finish())
          .isEqualTo(new ChildJvm.Result(0, "ready\nread " + BYTES + "\ndone\n", ""));
    }

    Reported report = Reported.in(directory);
    assertThat(report.rung()).isEqualTo("accounted");
    assertThat(report.fileBytes()).isEqualTo(BYTES);
    assertThat(report.missing())
        .contains("no kernel counts: the probe refused to start: cannot load the eBPF programs")
        .contains("without CAP_BPF and CAP_PERFMON the probe cannot attach: run as root, or ");
  }
}
