package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bytetrail.testing.Jdk;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One pass over a file of known size, cold or hot, has a report that is known in advance. */
class CopyPathIT {
  private static final long SIZE = 64L << 20;
  private static final int CHUNK = 64 << 10;

  static Stream<Arguments> strategies() {
    List<String> strategies = List.of("stream", "heap", "direct", "mmap", "sendfile");
    return Jdk.tested().stream()
        .flatMap(jdk -> strategies.stream().map(strategy -> Arguments.of(jdk, strategy)));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aColdPassComesFromTheDeviceToThePage(Jdk jdk, String strategy) throws Exception {
    try (DiskFile file = new DiskFile(SIZE)) {
      JsonNode report = new Service(jdk, "always-on").send(strategy, file.evict(), CHUNK, 1);
      JsonNode route = Service.routeOf(report, file);

      assertFigures(route, strategy, 0);
      assertThat(route.get("dmaBytes").asLong()).isEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aHotPassComesFromThePageCacheAlone(Jdk jdk, String strategy) throws Exception {
    try (DiskFile file = new DiskFile(SIZE)) {
      JsonNode report = new Service(jdk, "always-on").send(strategy, file.warm(), CHUNK, 1);
      JsonNode route = Service.routeOf(report, file);

      assertFigures(route, strategy, SIZE);
      assertThat(route.get("dmaBytes").asLong()).isZero();
      assertThat(route.get("majorFaults").asLong()).isZero();
    }
  }

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void directIoLeavesThePageCacheAlone(Jdk jdk) throws Exception {
    try (DiskFile file = new DiskFile(SIZE)) {
      JsonNode report = new Service(jdk, "always-on").send("direct-io", file.evict(), CHUNK, 1);
      JsonNode route = Service.routeOf(report, file);

      SoftAssertions.assertSoftly(
          softly -> {
            softly.assertThat(route.get("strategy").asText()).isEqualTo("direct");
            softly.assertThat(route.get("fileBytes").asLong()).isEqualTo(SIZE);
            softly.assertThat(route.get("directBytes").asLong()).isEqualTo(SIZE);
            softly.assertThat(route.get("dmaBytes").asLong()).isEqualTo(SIZE);
            softly.assertThat(route.get("cacheHitBytes").asLong()).isZero();
            softly.assertThat(route.get("readAheadBytes").asLong()).isZero();
            softly.assertThat(route.get("stalledBytes").asLong()).isZero();
          });
      assertThat(file.evict().size()).isEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aHeaderBeforeSendfileIsCountedApartFromIt(Jdk jdk) throws Exception {
    try (DiskFile file = new DiskFile(1 << 20)) {
      int passes = 50;
      JsonNode report =
          new Service(jdk, "always-on").send("header-sendfile", file.warm(), CHUNK, passes);
      JsonNode route = Service.routeOf(report, file);

      SoftAssertions.assertSoftly(
          softly -> {
            softly.assertThat(route.get("strategy").asText()).isEqualTo("sendfile");
            softly.assertThat(route.get("transfers").asLong()).isEqualTo(passes);
            softly.assertThat(route.get("fileBytes").asLong()).isEqualTo(passes * file.size());
            softly.assertThat(route.get("cpuCopiedBytes").asLong()).isZero();
          });
    }
  }

  private static void assertFigures(JsonNode route, String strategy, long hitBytes) {
    SoftAssertions.assertSoftly(
        softly -> {
          softly
              .assertThat(route.get("strategy").asText())
              .isEqualTo(
                  switch (strategy) {
                    case "mmap" -> "mmap-write";
                    case "sendfile" -> "sendfile";
                    default -> "read-write";
                  });
          softly.assertThat(route.get("site").asText()).contains("Sender");
          softly.assertThat(route.get("sizeClass").asText()).isEqualTo("64MiB-256MiB");
          softly.assertThat(route.get("target").asText()).isEqualTo("socket");
          softly.assertThat(route.get("netdev").asText()).isEqualTo("lo");
          softly.assertThat(route.get("transfers").asLong()).as("transfers").isEqualTo(1);
          softly.assertThat(route.get("fileBytes").asLong()).as("fileBytes").isEqualTo(SIZE);
          softly.assertThat(route.get("cacheHitBytes").asLong()).as("hit").isEqualTo(hitBytes);
          softly
              .assertThat(route.get("readAheadBytes").asLong() + route.get("stalledBytes").asLong())
              .as("read-ahead and stalled bytes")
              .isEqualTo(SIZE - hitBytes);
          softly
              .assertThat(route.get("cpuCopiedBytes").asLong())
              .as("copied by the CPU in the kernel")
              .isEqualTo(kernelCopies(strategy) * SIZE);
          softly
              .assertThat(route.get("jvmCopiedBytes").asLong())
              .as("copied in the JVM")
              .isEqualTo(jvmCopies(strategy) * SIZE);
          softly.assertThat(route.get("directBytes").asLong()).as("directBytes").isZero();
        });
  }

  private static int kernelCopies(String strategy) {
    return switch (strategy) {
      case "sendfile" -> 0;
      case "mmap" -> 1;
      default -> 2;
    };
  }

  private static int jvmCopies(String strategy) {
    return switch (strategy) {
      case "stream", "heap" -> 2;
      default -> 0;
    };
  }
}
