package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bytetrail.testing.Jdk;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Loads from a mapping are no calls: what they bring in and the faults they cost are filed under
 * the lane that made the mapping, as many as the thread's own counters have.
 */
class MappedLoadsIT {
  private static final long SIZE = 64L << 20;

  /** Of the reader's own: code compiled meanwhile, pages of its heap. */
  private static final long FOREIGN_FAULTS = 64;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void filesFaultsOutsideAnyCallUnderTheMapping(Jdk jdk) throws Exception {
    try (Mounted disk = Mounted.loop("ext4", 4 * SIZE);
        DiskFile file = new DiskFile(SIZE, disk.directory())) {
      file.evict();
      try (SteppedJvm jvm =
          new SteppedJvm(jdk, FileWork.class, "cold=" + file.path(), "hot=" + file.path())) {
        String[] cold = jvm.after("cold").split(" ", -1);
        jvm.goOn();
        String[] hot = jvm.after("hot").split(" ", -1);
        jvm.goOn();
        JsonNode report = jvm.report();

        JsonNode first = SteppedJvm.route(report, FileWork.class, "cold");
        assertThat(first.get("strategy").asText()).isEqualTo("mmap");
        assertFaults(first, Long.parseLong(cold[0]), Long.parseLong(cold[1]));
        assertThat(first.get("majorFaults").asLong()).isPositive();
        assertThat(first.get("cacheHitBytes").asLong()).isZero();
        JsonNode broughtIn = first.get("hops").get(0);
        assertThat(broughtIn.get("to").asText()).isEqualTo("page-cache");
        assertThat(broughtIn.get("bytes").asLong()).isEqualTo(SIZE);
        JsonNode second = SteppedJvm.route(report, FileWork.class, "hot");
        assertFaults(second, Long.parseLong(hot[0]), Long.parseLong(hot[1]));
        assertThat(second.get("majorFaults").asLong()).isZero();
        assertThat(second.get("minorFaults").asLong()).isPositive();
        assertThat(second.get("stalledBytes").asLong()).isZero();
      }
    }
  }

  private static void assertFaults(JsonNode route, long minor, long major) {
    assertThat(route.get("majorFaults").asLong())
        .as("major of " + major)
        .isBetween(major - FOREIGN_FAULTS, major + 1);
    assertThat(route.get("minorFaults").asLong())
        .as("minor of " + minor)
        .isBetween(minor - FOREIGN_FAULTS, minor + 1);
  }
}
