package io.bytetrail.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(240)
class DemoIT {
  private static final Path THIS_JAVA = Path.of(System.getProperty("java.home"));

  private Path output;

  @BeforeEach
  void makeOutput() throws IOException {
    // Kept after the test: what the demo printed is the best witness of a failure.
    Path parent = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
    output = Files.createTempDirectory(parent, "demo-");
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void measuresEveryStrategyToTheByte(Path javaHome) throws Exception {
    try (DemoRun run = new DemoRun(output, javaHome, Map.of())) {
      assertThat(run.exitCode()).as(run.printed()).isZero();
      run.assertNothingIsLeftBehind();
    }
    JsonNode report = read("report.json");
    assumeKernel(report);
    JsonNode rows = read("strategies.json");

    assertThat(rows).hasSize(CopyStrategy.values().length * Phase.SIZES.size() * 2);
    rows.forEach(DemoIT::assertExact);
    assertThat(report.path("evidence").path("dropped").asLong()).isZero();
    assertThat(report.path("evidence").path("suppressed").asLong()).isZero();
    assertThat(output.resolve("report.txt")).isNotEmptyFile();
  }

  @Test
  void saysWhatIsMissingWithoutTheKernel() throws Exception {
    try (DemoRun run = new DemoRun(output, THIS_JAVA, Map.of("BYTETRAIL_PROBE", "off"))) {
      assertThat(run.exitCode()).as(run.printed()).isZero();
      assertThat(run.printed()).contains("accounted rung", "missing: no kernel counts");
    }
    for (JsonNode row : read("strategies.json")) {
      assertThat(row.path("dmaEvidence").asText()).isEqualTo("ACCOUNTED");
      assertThat(row.path("systemCallsEvidence").asText()).isEqualTo("MODELLED");
    }
  }

  @Test
  void leavesNothingBehindWhenItIsInterrupted() throws Exception {
    try (DemoRun run = new DemoRun(output, THIS_JAVA, Map.of())) {
      while (!run.printed().contains("1/36") && run.process().isAlive()) {
        Thread.onSpinWait();
      }
      List<ProcessHandle> servers = run.process().descendants().toList();
      run.interrupt();

      assertThat(run.exitCode()).isNotZero();
      for (ProcessHandle server : servers) {
        server.onExit().join();
      }
      run.assertNothingIsLeftBehind();
    }
  }

  @Test
  void failsWhenTheServerDoesNotStart() throws Exception {
    Path noJava = Files.createDirectories(output.resolve("bin"));
    Path java =
        Files.writeString(noJava.resolve("java"), "#!/bin/sh\necho no such VM >&2\nexit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    try (DemoRun run = new DemoRun(output, output, Map.of())) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.printed()).contains("the server did not start", "no such VM");
      run.assertNothingIsLeftBehind();
    }
  }

  private static void assertExact(JsonNode row) {
    long file = row.path("fileBytes").asLong();
    String strategy = row.path("strategy").asText();
    boolean direct = strategy.equals("direct-io");
    boolean fromDevice = direct || row.path("cache").asText().equals("cold");
    String as = row.toString();

    assertThat(file).as(as).isEqualTo(row.path("sizeBytes").asLong() * row.path("passes").asLong());
    assertThat(row.path("dmaBytes").asLong()).as(as).isEqualTo(fromDevice ? file : 0);
    assertThat(row.path("directBytes").asLong()).as(as).isEqualTo(direct ? file : 0);
    assertThat(row.path("cacheHitBytes").asLong()).as(as).isEqualTo(fromDevice ? 0 : file);
    assertThat(row.path("readAheadBytes").asLong() + row.path("stalledBytes").asLong())
        .as(as)
        .isEqualTo(fromDevice && !direct ? file : 0);
    assertThat(row.path("processReadBytes").asLong())
        .as("what /proc saw of " + as)
        .isGreaterThanOrEqualTo(row.path("dmaBytes").asLong());

    assertThat(row.path("cpuCopies").asDouble())
        .as(as)
        .isEqualTo(row.at("/textbook/cpuCopies").asDouble());
    boolean heap = strategy.equals("stream") || strategy.equals("heap");
    assertThat(row.path("jvmCopies").asDouble()).as(as).isEqualTo(heap ? 2 : 0);
    double calls = row.path("systemCalls").asDouble();
    assertThat(row.path("modeSwitches").asDouble()).as(as).isEqualTo(2 * calls);
    if (heap || direct || strategy.equals("direct")) {
      // The JVM's own calls inside a lane, such as a futex at a safepoint, are counted too.
      double textbook = row.at("/textbook/systemCalls").asDouble();
      assertThat(calls)
          .as(as)
          .isGreaterThanOrEqualTo(textbook)
          .isCloseTo(textbook, within(0.05 * textbook + 10));
    }
  }

  private static void assumeKernel(JsonNode report) {
    boolean kernel = report.at("/evidence/rung").asText().equals("kernel");
    if (!kernel && System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null) {
      throw new AssertionError("no kernel counts: " + report.at("/evidence/missing"));
    }
    assumeTrue(kernel, "no kernel counts on this machine");
  }

  private JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(output.resolve(file).toFile());
  }

  /** The JVM of this build and, where there is one, the newest supported one. */
  static List<Path> javaHomes() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(THIS_JAVA));
    Path parent = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(parent)) {
      Pattern newest = Pattern.compile("^JAVA_VERSION=\"25[.\"]", Pattern.MULTILINE);
      try (DirectoryStream<Path> candidates = Files.newDirectoryStream(parent)) {
        for (Path home : candidates) {
          Path release = home.resolve("release");
          if (Files.isReadable(release)) {
            Matcher matcher = newest.matcher(Files.readString(release));
            if (matcher.find()) {
              homes.add(home);
              break;
            }
          }
        }
      }
    }
    return homes;
  }
}
