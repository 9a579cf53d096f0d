package io.bytetrail.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bytetrail.collector.probe.FakeProbe.Behaviour;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeProcessTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final ProbeTarget TARGET = new ProbeTarget(77, 1024, 0x1000);

  @TempDir private Path directory;

  @Test
  void givesTheCountsOfTheTrackedProcessOnly() throws Exception {
    try (ProbeProcess probe = start(Behaviour.SOUND, LONG)) {
      probe.track(TARGET, LONG);
      KernelSnapshot first = probe.snapshot(TARGET.pid(), LONG);
      KernelSnapshot second = probe.snapshot(TARGET.pid(), LONG);

      assertThat(first.lanes()).containsOnlyKeys(3);
      assertThat(first.lane(3).get(KernelCounter.LOOKUPS)).isEqualTo(1);
      assertThat(second.lane(3).get(KernelCounter.LOOKUPS)).isEqualTo(2);
      assertThat(second.lane(3).get(KernelCounter.LOOKUP_BYTES)).isEqualTo(8192);
    }
  }

  @Test
  void skipsRecordsOfTypesItDoesNotKnow() throws Exception {
    try (ProbeProcess probe = start(Behaviour.UNKNOWN_RECORDS, LONG)) {
      assertThat(probe.programs()).hasSize(2);
    }
  }

  @Test
  void saysWhichProgramIsMissing() throws Exception {
    try (ProbeProcess probe = start(Behaviour.PROGRAM_MISSING, LONG)) {
      assertThat(probe.programs().get(0).attached()).isFalse();
      assertThat(probe.programs().get(0).reason()).isEqualTo("no such tracepoint");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ANOTHER_VERSION, speaks version 4 of the records and this collector version 3",
    "GARBAGE, speaks version",
    "HUGE_RECORD, a record claims 1073741824 bytes",
    "SHORT_RECORD, has 16 bytes instead of 40",
    "CUT_RECORD, ends in the middle of a record",
    "NOT_THE_PROBE, is not bytetrail-probe",
    "REFUSED_BY_KERNEL, cannot load the eBPF programs: not permitted",
  })
  void refusesAProbeThatDoesNotStartAsItShould(Behaviour behaviour, String why) {
    assertThatThrownBy(() -> start(behaviour, LONG))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(why);
  }

  @Test
  void doesNotWaitForeverForAGreeting() {
    assertThatThrownBy(() -> start(Behaviour.NEVER_GREETS, SHORT))
        .hasMessageContaining("did not answer within 200 ms");
  }

  @Test
  void doesNotWaitForeverForASnapshot() throws Exception {
    try (ProbeProcess probe = start(Behaviour.NEVER_ANSWERS, LONG)) {
      probe.track(TARGET, LONG);
      assertThatThrownBy(() -> probe.snapshot(TARGET.pid(), SHORT))
          .hasMessageContaining("waiting for a snapshot");
    }
  }

  @Test
  void tellsThatTheProcessMayNotBeFollowed() throws Exception {
    try (ProbeProcess probe = start(Behaviour.REFUSES_PROCESS, LONG)) {
      assertThatThrownBy(() -> probe.track(TARGET, LONG))
          .hasMessageContaining("may not follow process 77 (errno 1)");
    }
  }

  @Test
  void tellsHowAProbeEnded() throws Exception {
    try (ProbeProcess probe = start(Behaviour.ENDS_AT_SECOND_SNAPSHOT, LONG)) {
      probe.track(TARGET, LONG);
      probe.snapshot(TARGET.pid(), LONG);
      assertThatThrownBy(() -> probe.snapshot(TARGET.pid(), LONG))
          .hasMessageContaining("the probe ended with 3");
      assertThatThrownBy(() -> probe.snapshot(TARGET.pid(), LONG))
          .isInstanceOf(ProbeException.class);
    }
  }

  @Test
  void tellsThatAProbeWasKilled() throws Exception {
    try (ProbeProcess probe = start(Behaviour.SOUND, LONG)) {
      probe.track(TARGET, LONG);
      ProcessHandle.of(probe.pid()).orElseThrow().destroyForcibly();
      assertThatThrownBy(() -> probe.snapshot(TARGET.pid(), LONG))
          .hasMessageContaining("was killed by signal 9");
    }
  }

  @Test
  void leavesNoPipeOpen() throws Exception {
    long before = pipes();
    try (ProbeProcess probe = start(Behaviour.SOUND, LONG)) {
      assertThat(probe.programs()).isNotEmpty();
      assertThat(pipes()).isGreaterThan(before);
    }
    assertThat(pipes()).isEqualTo(before);

    assertThatThrownBy(() -> start(Behaviour.NEVER_GREETS, SHORT))
        .isInstanceOf(ProbeException.class);
    assertThat(pipes()).isEqualTo(before);
  }

  private static long pipes() throws IOException {
    long pipes = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : all) {
        try {
          pipes += Files.readSymbolicLink(each).toString().startsWith("pipe:") ? 1 : 0;
        } catch (NoSuchFileException e) {
          // The directory's own.
        }
      }
    }
    return pipes;
  }

  @Test
  void namesAPathThatIsNoProgram() throws Exception {
    Path file = Files.writeString(directory.resolve("text"), "no program");
    assertThatThrownBy(() -> ProbeBinary.locate(file.toString()))
        .hasMessageContaining("probe=" + file + " is not an executable file");
  }

  private ProbeProcess start(Behaviour behaviour, Duration timeout) throws Exception {
    Path file = FakeProbe.executable(directory, behaviour);
    try (ProbeBinary binary = ProbeBinary.locate(file.toString())) {
      return ProbeProcess.start(binary, false, timeout);
    }
  }
}
