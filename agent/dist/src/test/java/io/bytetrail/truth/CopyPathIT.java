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
  private static final KnownFigures FIGURES = new KnownFigures(SIZE, "64MiB-256MiB", "lo");

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

      FIGURES.assertOf(route, strategy, 0);
      assertThat(route.get("dmaBytes").asLong()).isEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aHotPassComesFromThePageCacheAlone(Jdk jdk, String strategy) throws Exception {
    try (DiskFile file = new DiskFile(SIZE)) {
      JsonNode report = new Service(jdk, "always-on").send(strategy, file.warm(), CHUNK, 1);
      JsonNode route = Service.routeOf(report, file);

      FIGURES.assertOf(route, strategy, SIZE);
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

      FIGURES.assertDirect(route);
      assertThat(route.get("dmaBytes").asLong()).isEqualTo(SIZE);
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
}
