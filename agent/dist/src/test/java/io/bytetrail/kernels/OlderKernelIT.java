package io.bytetrail.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.Jdk;
import io.bytetrail.truth.EveryWay;
import io.bytetrail.truth.KnownFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kernel 6.1, which lacks tracepoints that newer ones have, with drivers that use the DMA API: the
 * same figures to the byte, by other ways. {@code bytetrail.kernels=full} runs every native test
 * there and both JDKs; else what takes a minute or two.
 */
class OlderKernelIT {
  private static final boolean FULL = "full".equals(System.getProperty("bytetrail.kernels"));
  private static final Duration LIMIT = Duration.ofMinutes(FULL ? 25 : 9);
  private static final long SIZE = 16L << 20;
  private static final KnownFigures FIGURES = new KnownFigures(SIZE, "16MiB-64MiB", "eth0");
  private static final List<String> SHORT =
      List.of("test_devices", "test_page_cache", "test_sockets");
  private static final List<String> ALL =
      List.of(
          "test_devices",
          "test_evictions",
          "test_faults",
          "test_folios",
          "test_namespaces",
          "test_page_cache",
          "test_protocol",
          "test_random_reads",
          "test_sockets",
          "test_system_calls",
          "test_writes");

  private static Guest guest;

  @BeforeAll
  static void boot() throws Exception {
    boolean required = FULL || System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null;
    assumeTrue(required || Guest.canRun(), "needs qemu-system-x86 and busybox-static");
    guest = Guest.run(commands(), LIMIT);
  }

  /** Kept where something failed: the reports tell that in full. */
  @AfterAll
  static void clean() throws IOException {
    if (guest != null) {
      guest.delete();
    }
  }

  @Test
  void takesEveryProgramByAnotherWayWhereItLacksATracepoint() throws IOException {
    assertThat(guest.read("kernel")).startsWith("6.1.");
    assertThat(guest.read("check"))
        .doesNotContain("missing")
        .contains("fexit_filemap_get_pages", "fexit_filemap_map_pages", "fentry_filemap_fault")
        .contains("kprobe_iomap_dio_rw", "fentry_dma_map_page_attrs", "fentry_dma_map_sg_attrs");
  }

  @TestFactory
  Stream<DynamicTest> passesTheNativeTests() {
    return nativeTests().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> assertThat(guest.status(name)).as(guest.read(name)).isZero()));
  }

  static Stream<Jdk> jdks() {
    return FULL ? Jdk.tested().stream() : Stream.of(Jdk.of(17));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void reportsTheSameBytesAsNewerKernels(Jdk jdk) throws IOException {
    JsonNode report = report(jdk);

    FIGURES.assertOf(routeOf(report, "stream"), "stream", 0);
    FIGURES.assertOf(routeOf(report, "mmap"), "mmap", 0);
    FIGURES.assertOf(routeOf(report, "sendfile"), "sendfile", SIZE);
    FIGURES.assertDirect(routeOf(report, "direct-io"));
    assertThat(report.get("evidence").get("rung").asText()).isEqualTo("kernel");
    assertThat(report.get("evidence").get("suppressed").asLong()).isZero();
  }

  /** In from the disk, out by the card: what was hot is moved once. */
  @ParameterizedTest
  @CsvSource({"stream,2", "mmap,2", "sendfile,1", "direct-io,2"})
  void provesThatDiskAndCardMoveTheBytesThemselves(String strategy, int times) throws IOException {
    JsonNode route = routeOf(report(Jdk.of(17)), strategy);
    JsonNode storage = route.get("movement").get("storage");

    assertThat(route.get("dmaBytes").asLong()).isEqualTo(times * SIZE);
    assertThat(storage.get("driver").asText()).isEqualTo("nvme");
    assertThat(storage.get("mover").asText()).isEqualTo("DMA");
    assertThat(storage.get("evidence").asText()).as("as the DMA API saw").isEqualTo("KERNEL");
  }

  @Test
  void matchesFramesWithTheCardsCompletions() throws IOException {
    JsonNode network = routeOf(report(Jdk.of(17)), "sendfile").get("movement").get("network");

    assertThat(network.get("driver").asText()).isEqualTo("e1000");
    assertThat(network.get("completion").asText()).isEmpty();
    assertThat(network.get("completedFrames").asLong())
        .isPositive()
        .isEqualTo(network.get("frames").asLong());
  }

  private static JsonNode report(Jdk jdk) throws IOException {
    String name = "java" + jdk.feature();
    assertThat(guest.status(name)).as(guest.read(name)).isZero();
    assertThat(guest.read(name)).as("what the JVM said").isEmpty();
    return new ObjectMapper().readTree(guest.read(name + ".json"));
  }

  private static JsonNode routeOf(JsonNode report, String strategy) {
    List<JsonNode> routes = new ArrayList<>();
    for (JsonNode route : report.get("routes")) {
      if (route.get("file").asText().equals("/disk/" + strategy)) {
        routes.add(route);
      }
    }
    assertThat(routes).as("routes of %s in %s", strategy, report).hasSize(1);
    return routes.get(0);
  }

  private static List<String> nativeTests() {
    return FULL ? ALL : SHORT;
  }

  private static String commands() {
    StringBuilder commands = new StringBuilder();
    commands.append("uname -r >/share/kernel\n");
    commands.append("cd ").append(Guest.NATIVE).append('\n');
    commands.append(run("check", "target/bytetrail-probe --check"));
    jdks().forEach(jdk -> commands.append(transfers(jdk)));
    commands.append("export BYTETRAIL_EMULATED=1 BYTETRAIL_REQUIRE_KERNEL=1 TMPDIR=/disk\n");
    for (String test : nativeTests()) {
      commands.append(run(test, "target/test/" + test));
    }
    return commands.toString();
  }

  private static String transfers(Jdk jdk) {
    Path here = Path.of("target").toAbsolutePath();
    String name = "java" + jdk.feature();
    List<String> ways = List.of("stream", "mmap", "sendfile", "direct-io");
    StringBuilder commands = new StringBuilder();
    List<String> pairs = new ArrayList<>();
    for (String way : ways) {
      String file = "/disk/" + way;
      commands.append(
          "head -c %d /dev/urandom >%s; sync; dd if=%s iflag=nocache count=0 status=none\n"
              .formatted(SIZE, file, file));
      pairs.addAll(List.of(way, file));
    }
    commands.append("cat /disk/sendfile >/dev/null\n");
    // Compiled by C1 alone: under emulation the JIT costs more than it saves.
    String java =
        "%s -XX:TieredStopAtLevel=1 -Xshare:auto -javaagent:%s=%s,report.json=/share/%s.json"
            .formatted(
                jdk.java(),
                here.resolve("bytetrail-agent.jar"),
                "mode=verify,report.text=off,probe.wait=60s",
                name);
    commands.append(
        run(
            name,
            "%s -cp %s %s 10.0.2.100 9000 %s"
                .formatted(
                    java,
                    here.resolve("test-classes"),
                    EveryWay.class.getName(),
                    String.join(" ", pairs))));
    return commands.toString();
  }

  private static String run(String name, String command) {
    return "%s >/share/%s 2>&1; echo $? >/share/%s.status\n".formatted(command, name, name);
  }
}
