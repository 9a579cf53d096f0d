package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What devices are given to write, by the lines of Java that wrote it; the device is the witness.
 */
class WriteBackIT {
  private static final long MIB = 1 << 20;

  @TempDir Path directory;

  /** A gibibyte by two lanes on the first, as much as is needed on the others. */
  static Stream<Arguments> volumes() {
    return Jdk.tested().stream()
        .flatMap(
            jdk ->
                Stream.of(
                    Arguments.of(jdk, "ext4", "2G", 512),
                    Arguments.of(jdk, "xfs", "512M", 32),
                    Arguments.of(jdk, "btrfs", "512M", 32)));
  }

  @ParameterizedTest
  @MethodSource("volumes")
  void filesEveryByteUnderTheLineThatWroteIt(Jdk jdk, String type, String size, int chunks)
      throws Exception {
    assumeTrue(
        Files.isWritable(Path.of("/dev/loop-control"))
            || System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null,
        "no loop devices for this user");
    JsonNode report;
    long written;
    String device;
    try (Volume volume = new Volume(directory, type, size)) {
      volume.sync();
      long before = volume.written();
      report = report(jdk, volume.directory(), chunks);
      volume.sync();
      written = volume.written() - before;
      device = volume.device();
    }
    assumeTrue(
        report.at("/evidence/rung").asText().equals("kernel")
            || System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null,
        () -> "no kernel counts: " + report.at("/evidence/missing"));
    assertThat(report.at("/evidence/rung").asText()).isEqualTo("kernel");
    assertThat(report.at("/evidence/suppressed").asLong()).isZero();

    assertThat(writes(report, "byStream", "dirtiedBytes")).isEqualTo(chunks * MIB);
    assertThat(writes(report, "byStream", "writtenBackBytes")).isEqualTo(chunks * MIB);
    assertThat(writes(report, "byStream", "overwrittenBytes")).isZero();
    assertThat(writes(report, "byChannel", "writtenBackBytes")).isEqualTo(chunks * MIB);
    assertThat(writes(report, "again", "cachedBytes")).isEqualTo(Writer.REWRITES * MIB);
    assertThat(writes(report, "again", "residentBytes")).isEqualTo((Writer.REWRITES - 1) * MIB);
    assertThat(writes(report, "again", "overwrittenBytes")).isEqualTo((Writer.REWRITES - 1) * MIB);
    assertThat(writes(report, "again", "writtenBackBytes")).isEqualTo(MIB);
    assertThat(writes(report, "temporary", "neverWrittenBytes")).isEqualTo(MIB);
    assertThat(writes(report, "temporary", "writtenBackBytes")).isZero();
    assertThat(writes(report, "mapped", "writtenBackBytes")).isEqualTo(Writer.MAPPED_CHUNKS * MIB);
    assertThat(writes(report, "forced", "writtenBackBytes")).isEqualTo(MIB);
    assertThat(writes(report, "forced", "forces")).isEqualTo(1);
    assertThat(writes(report, "forced", "forceNanos")).isPositive();
    assertThat(toDevice(report, "byStream")).isEqualTo(chunks * MIB);

    JsonNode got = device(report, device);
    long routes = got.get("routeBytes").asLong();
    assertThat(routes).isEqualTo((2L * chunks + 2 + Writer.MAPPED_CHUNKS) * MIB);
    assertThat(got.get("otherBytes").asLong()).as("left under the kernel's threads").isZero();
    long overhead = got.get("metadataBytes").asLong() + got.get("journalBytes").asLong();
    assertThat(overhead).isPositive();
    assertThat(routes + overhead).isCloseTo(written, within(written / 100));
  }

  private JsonNode report(Jdk jdk, Path target, int chunks) throws Exception {
    Path json = directory.resolve("report.json");
    String options =
        String.join(
            ",",
            "ledger.dir=" + directory,
            "report.json=" + json,
            "report.text=off",
            "interval=1s");
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .agent(Path.of(System.getProperty("bytetrail.agent.jar")), options)
            .classPath(Path.of("target/test-classes").toAbsolutePath())
            .run(Writer.class.getName(), target.toString(), String.valueOf(chunks));
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    return new ObjectMapper().readTree(json.toFile());
  }

  /** Summed over the routes of one of the writer's methods. */
  private static long writes(JsonNode report, String method, String field) {
    return routes(report, method).mapToLong(route -> route.at("/writes/" + field).asLong()).sum();
  }

  /** The last hop of its copy path, as the kernel saw it. */
  private static long toDevice(JsonNode report, String method) {
    return routes(report, method)
        .flatMap(route -> StreamSupport.stream(route.get("hops").spliterator(), false))
        .filter(hop -> hop.get("to").asText().equals("device"))
        .filter(hop -> hop.get("evidence").asText().equals("KERNEL"))
        .filter(hop -> hop.get("mover").asText().equals("CPU")) // a loop device has no DMA
        .flatMapToLong(hop -> LongStream.of(hop.get("bytes").asLong()))
        .sum();
  }

  private static Stream<JsonNode> routes(JsonNode report, String method) {
    return StreamSupport.stream(report.get("routes").spliterator(), false)
        .filter(route -> route.get("site").asText().contains("Writer." + method + "("));
  }

  private static JsonNode device(JsonNode report, String name) {
    return StreamSupport.stream(report.get("deviceWrites").spliterator(), false)
        .filter(each -> each.get("device").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
