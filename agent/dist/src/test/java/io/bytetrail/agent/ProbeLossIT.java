package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.collector.probe.FakeProbe;
import io.bytetrail.collector.probe.FakeProbe.Behaviour;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever becomes of the probe, the application runs on, and the report says what was lost. */
class ProbeLossIT {
  private static final int BYTES = 1 << 20;
  private static final Path PROBE = Path.of("../../native/target/bytetrail-probe").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ANOTHER_VERSION | the probe speaks version 4 of the records and this collector version 3
          GARBAGE         | the probe speaks version
          REFUSES_PROCESS | the probe may not follow process
          NEVER_GREETS    | the process ended while the probe was waited for (for its greeting)
          NEVER_ANSWERS   | the probe did not answer within 1000 ms (waiting for a snapshot)
          """)
  void saysWhatIsWrongWithTheProbe(Behaviour behaviour, String sentence) throws Exception {
    Path probe = FakeProbe.executable(directory, behaviour);
    Reported report = readOnce(Jdk.of(25), "probe=" + probe, "probe.wait=1s");

    assertThat(report.missing()).contains(sentence);
    assertThat(report.rung()).isEqualTo("accounted");
    assertThat(report.fileBytes()).isEqualTo(BYTES);
  }

  @Test
  void namesAProgramThatIsMissing() throws Exception {
    Path probe = FakeProbe.executable(directory, Behaviour.PROGRAM_MISSING);
    Reported report = readOnce(Jdk.of(25), "probe=" + probe);

    assertThat(report.rung()).isEqualTo("kernel");
    assertThat(report.fileBytes()).isEqualTo(BYTES);
    assertThat(report.missing())
        .isEqualTo("program mm_filemap_get_pages is not attached: no such tracepoint");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatThereIsNoProbe(Jdk jdk) throws Exception {
    Reported report = readOnce(jdk, "probe=/nonexistent");

    assertThat(report.rung()).isEqualTo("accounted");
    assertThat(report.fileBytes()).isEqualTo(BYTES);
    assertThat(report.missing())
        .contains(
            "no kernel counts: probe=/nonexistent is not an executable file: give the path of"
                + " bytetrail-probe");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void countsAgainAfterEachOfTwoProbesWasKilled(Jdk jdk) throws Exception {
    assumeKernel();
    Path file = Reported.file(directory, BYTES);
    LiveReport live = new LiveReport();
    try (Conversation talk =
        new Conversation(Reported.jvm(jdk, directory, live.option()), directory)) {
      for (int killed = 0; killed < 2; killed++) {
        talk.ask("read " + file);
        live.await(report -> report.fileBytes(), (killed + 1L) * BYTES);
        kill(talk.process());
        talk.ask("read " + file); // counted by nobody
        live.await(report -> restarts(report), killed + 1L);
      }
      talk.ask("read " + file);
      ChildJvm.Result result = talk.finish();
      assertThat(result.exit()).isZero();
      assertThat(result.err()).isEmpty();
    }

    Reported report = Reported.in(directory);
    assertThat(report.rung()).isEqualTo("kernel");
    assertThat(report.fileBytes()).isEqualTo(3L * BYTES);
    assertThat(report.missing())
        .contains(
            """
            the probe was killed by signal 9; what it counted up to then is kept
            the probe was started again
            the probe was killed by signal 9; what it counted up to then is kept
            the probe was started again
            """)
        .containsPattern("calls with 2\\.\\d+ MiB went uncounted while no probe ran");
  }

  /** Each program needs a descriptor to be loaded, and another to be attached. */
  @Test
  void namesTheProgramsThatTheKernelRefuses() throws Exception {
    assumeKernel();
    Path probe = directory.resolve("probe");
    Files.writeString(probe, "#!/bin/sh\nulimit -n 55\nexec '%s' \"$@\"\n".formatted(PROBE));
    Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("rwx------"));
    Reported report = readOnce(Jdk.of(25), "probe=" + probe);

    assertThat(report.rung()).isEqualTo("accounted");
    assertThat(report.fileBytes()).isEqualTo(BYTES);
    assertThat(report.missing())
        .contains("no kernel counts: the probe may not follow process ")
        .contains("program mm_filemap_get_pages is not attached: Too many open files");
  }

  @Test
  void saysThatTheKernelRefusesEveryProgram() throws Exception {
    assumeKernel();
    Reported report =
        readOnce(Reported.jvm(Jdk.of(25), directory).under("setpriv", "--bounding-set=-all,+bpf"));

    assertThat(report.rung()).isEqualTo("accounted");
    assertThat(report.missing())
        .containsPattern("the kernel refused all \\d+ programs, the first with: Operation not perm")
        .contains("without CAP_PERFMON the probe cannot attach: run as root, or ");
  }

  private Reported readOnce(Jdk jdk, String... options) throws Exception {
    return readOnce(Reported.jvm(jdk, directory, options));
  }

  private Reported readOnce(ChildJvm jvm) throws Exception {
    Path file = Reported.file(directory, BYTES);
    try (Conversation talk = new Conversation(jvm, directory)) {
      assertThat(talk.ask("read " + file)).isEqualTo("read " + BYTES);
      assertThat(talk.finish())
          .isEqualTo(new ChildJvm.Result(0, "ready\nread " + BYTES + "\ndone\n", ""));
    }
    return Reported.in(directory);
  }

  private static long restarts(Reported report) {
    return report
        .missing()
        .lines()
        .filter(line -> line.equals("the probe was started again"))
        .count();
  }

  private static void kill(Process application) throws InterruptedException {
    Await.until(PATIENCE, () -> probe(application).isPresent());
    ProcessHandle probe = probe(application).orElseThrow();
    assertThat(probe.destroyForcibly()).isTrue();
    Await.until(PATIENCE, () -> !probe.isAlive());
  }

  private static void assumeKernel() throws Exception {
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      Process check =
          new ProcessBuilder(PROBE.toString(), "--check")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assumeThat(check.waitFor()).as("the kernel takes every program").isZero();
    }
  }

  private static Optional<ProcessHandle> probe(Process application) {
    return application.children().filter(ProcessHandle::isAlive).findFirst();
  }
}
