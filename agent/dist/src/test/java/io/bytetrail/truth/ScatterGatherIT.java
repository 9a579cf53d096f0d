package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bytetrail.testing.Jdk;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A transfer through a device without scatter-gather is copied by the kernel, though the system
 * call is the same; and the report says which device.
 */
class ScatterGatherIT {
  private static final int SIZE = 4 << 20;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @BeforeAll
  static void needsNamespaces() {
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      assumeTrue(VethPair.isPossible(), "no network namespaces here, or no ip and ethtool");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void withoutItTheKernelCopies(Jdk jdk) throws Exception {
    try (VethPair veth = new VethPair(false);
        DiskFile file = new DiskFile(SIZE)) {
      JsonNode route = send(jdk, veth, file);

      assertThat(route.get("strategy").asText()).isEqualTo("sendfile-copied");
      assertThat(route.get("fileBytes").asLong()).isEqualTo(SIZE);
      assertThat(route.get("cpuCopiedBytes").asLong()).isEqualTo(SIZE);
      assertThat(route.at("/movement/network/kind").asText()).isEqualTo("veth");
      JsonNode lineage = route.get("lineage");
      assertThat(lineage.get("zeroCopyAsked").asBoolean()).isTrue();
      assertThat(lineage.get("zeroCopyRefused").asText())
          .startsWith(veth.device() + " takes no pages by reference, as without scatter-gather");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void withItNothingIsCopied(Jdk jdk) throws Exception {
    try (VethPair veth = new VethPair(true);
        DiskFile file = new DiskFile(SIZE)) {
      JsonNode route = send(jdk, veth, file);

      assertThat(route.get("strategy").asText()).isEqualTo("sendfile");
      assertThat(route.get("fileBytes").asLong()).isEqualTo(SIZE);
      assertThat(route.get("cpuCopiedBytes").asLong()).isZero();
      JsonNode lineage = route.get("lineage");
      assertThat(lineage.get("zeroCopyAsked").asBoolean()).isTrue();
      assertThat(lineage.get("zeroCopyRefused").asText()).isEmpty();
    }
  }

  private static JsonNode send(Jdk jdk, VethPair veth, DiskFile file) throws Exception {
    JsonNode report =
        new Service(jdk, "always-on")
            .under(veth.words())
            .to(veth.address())
            .send("sendfile-awaited", file.warm(), 1 << 16, 1);
    assumeTrue(
        report.get("evidence").get("rung").asText().equals("kernel")
            || System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null,
        "no kernel rung: " + report.get("evidence").get("missing"));
    return Service.routeOf(report, file);
  }
}
