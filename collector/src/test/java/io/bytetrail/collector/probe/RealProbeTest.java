package io.bytetrail.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real probe on the real kernel, where both are to be had. */
class RealProbeTest {
  private static final Path PROBE = Path.of("../native/target/bytetrail-probe");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SIZE = 1 << 20;

  /** An address that holds nothing: no slot can be read, so all that happens is outside lanes. */
  private static final ProbeTarget SELF =
      new ProbeTarget((int) ProcessHandle.current().pid(), 1 << 22, 0x1000);

  /** Not in a temporary directory, which may be a tmpfs: that has no page-cache events. */
  @TempDir(factory = InTarget.class)
  private Path directory;

  @Test
  void namesAFileThatIsReadOutsideLanes() throws Exception {
    Path file = Files.write(directory.resolve("read-outside-lanes"), new byte[SIZE]);
    try (ProbeProcess probe = probe()) {
      assertThat(probe.programs()).anyMatch(ProbeRecord.Program::attached);
      probe.track(SELF, PATIENCE);
      assertThat(Files.readAllBytes(file)).hasSize(SIZE);

      KernelSnapshot seen = probe.snapshot(SELF.pid(), PATIENCE);
      assertThat(seen.outside())
          .filteredOn(each -> each.name().equals("read-outside-lanes"))
          .singleElement()
          .satisfies(each -> assertThat(each.lookupBytes()).isEqualTo(SIZE));
      assertThat(seen.lane(0).get(KernelCounter.LOOKUP_BYTES)).isGreaterThanOrEqualTo(SIZE);
    }
  }

  @Test
  void listsItsProgramsForTheDoctor() throws Exception {
    try (ProbeProcess probe = probe();
        ProbeBinary binary = ProbeBinary.locate(PROBE.toString())) {
      assertThat(ProbeCheck.run(binary))
          .extracting(ProbeCheck.Program::name)
          .containsAll(probe.programs().stream().map(ProbeRecord.Program::name).toList());
    }
  }

  private static ProbeProcess probe() throws ProbeException {
    try (ProbeBinary binary = ProbeBinary.locate(PROBE.toString())) {
      return ProbeProcess.start(binary, true, PATIENCE);
    } catch (ProbeException e) {
      if ("1".equals(System.getenv("BYTETRAIL_REQUIRE_KERNEL"))) {
        throw e;
      }
      assumeTrue(false, "no kernel counts here: " + e.getMessage());
      throw e;
    }
  }
}
