package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bytetrail.testing.Jdk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who moves the bytes of a file, on every kind of storage a test can make here: the device's own
 * account is the witness.
 */
class MoversIT {
  private static final long SIZE = 16 << 20;
  private static final int CHUNK = 64 << 10;

  @BeforeAll
  static void needsMounts() throws Exception {
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      assumeTrue(canMount(), "this user may not mount filesystems here");
    }
  }

  private static boolean canMount() throws Exception {
    try {
      Mount.tmpfs().close();
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs"})
  void theCpuCopiesFromALoopDevice(String type) throws Exception {
    try (Mount mount = Mount.loop(type, "defaults");
        DiskFile file = new DiskFile(mount.directory(), SIZE)) {
      file.evict();
      long before = mount.readBytes();
      long readsBefore = mount.reads();
      JsonNode route = send("direct", file);

      assertThat(route.get("filesystem").asText()).isEqualTo(type);
      assertReadFrom(route, mount, "loop");
      // The filesystem reads blocks of its own besides.
      assertThat(mount.readBytes() - before).isBetween(SIZE, SIZE + (4 << 20));
      long requests = route.at("/movement/latency/requests").asLong();
      assertThat(requests).isBetween(1L, mount.reads() - readsBefore);
    }
  }

  @Test
  void theCpuDecompressesFromZram() throws Exception {
    try (Mount mount = Mount.zram("ext4");
        DiskFile file = new DiskFile(mount.directory(), SIZE)) {
      JsonNode route = send("direct", file.evict());

      assertThat(route.get("filesystem").asText()).isEqualTo("ext4");
      assertReadFrom(route, mount, "zram");
    }
  }

  @Test
  void aFileInMemoryHasNoDevice() throws Exception {
    try (Mount mount = Mount.tmpfs();
        DiskFile file = new DiskFile(mount.directory(), SIZE)) {
      JsonNode route = send("direct", file);

      assertThat(route.get("filesystem").asText()).isEqualTo("tmpfs");
      assertThat(route.get("device").asText()).isEmpty();
      assertThat(route.get("dmaBytes").asLong()).isZero();
      assertThat(route.at("/movement/storage/kind").asText()).isEqualTo("memory");
      assertThat(route.at("/movement/storage/mover").asText()).isEqualTo("CPU");
      assertThat(deviceHops(route)).isEmpty();
    }
  }

  @Test
  void anOverlayIsResolvedToTheLayerBelow() throws Exception {
    try (Mount lower = Mount.loop("ext4", "defaults");
        Mount mount = Mount.overlay(lower);
        DiskFile file = new DiskFile(mount.directory(), SIZE)) {
      JsonNode route = send("direct", file.evict());

      assertThat(route.get("filesystem").asText()).isEqualTo("ext4");
      assertThat(route.at("/movement/storage/over").asText()).isEqualTo("overlay");
      assertReadFrom(route, lower, "loop");
    }
  }

  @Test
  void aFilesystemThatDoesNoDirectIoIsNamed() throws Exception {
    try (Mount mount = Mount.loop("ext4", "data=journal");
        DiskFile file = new DiskFile(mount.directory(), SIZE)) {
      JsonNode direct = send("direct-io", file.evict()).at("/movement/direct");

      assertThat(direct.get("calls").asLong()).isPositive();
      assertThat(direct.get("requests").asLong()).isZero();
      assertThat(direct.get("fellBackCalls").asLong()).isEqualTo(direct.get("calls").asLong());
      assertThat(direct.get("fellBackBytes").asLong()).isEqualTo(SIZE);
      assertThat(direct.get("fellBackReason").asText()).startsWith("ext4 does no direct I/O");
    }
  }

  @Test
  void directRequestsAreCountedAsTheyAreSubmitted() throws Exception {
    try (Mount mount = Mount.loop("ext4", "defaults");
        DiskFile file = new DiskFile(mount.directory(), SIZE)) {
      JsonNode direct = send("direct-io", file.evict()).at("/movement/direct");

      assertThat(direct.get("submittedBytes").asLong()).isEqualTo(SIZE);
      assertThat(direct.get("fellBackCalls").asLong()).isZero();
      assertThat(direct.get("fellBackReason").asText()).isEmpty();
      long requests = direct.get("requests").asLong();
      assertThat(requests).isGreaterThanOrEqualTo(SIZE / CHUNK);
      assertThat(direct.get("mostInFlight").asLong()).isBetween(1L, requests);
      assertThat(direct.get("meanInFlight").asDouble())
          .isBetween(1.0, direct.get("mostInFlight").asDouble());
    }
  }

  @Test
  void plainLoadsAreTheRoutesThatMapped() throws Exception {
    try (Mount mount = Mount.loop("ext4", "defaults");
        DiskFile file = new DiskFile(mount.directory(), SIZE)) {
      JsonNode route = send("loads", file.evict());

      assertThat(route.get("strategy").asText()).isEqualTo("mmap");
      assertThat(route.get("readAheadBytes").asLong() + route.get("stalledBytes").asLong())
          .isEqualTo(SIZE);
      assertThat(route.get("majorFaults").asLong()).isPositive();
      assertThat(route.get("minorFaults").asLong()).isPositive();
      assertReadFrom(route, mount, "loop");
    }
  }

  private static void assertReadFrom(JsonNode route, Mount mount, String driver) {
    assertThat(route.get("device").asText()).isEqualTo(mount.device());
    assertThat(route.get("dmaBytes").asLong()).isZero();
    JsonNode storage = route.at("/movement/storage");
    assertThat(storage.get("kind").asText()).isEqualTo("disk");
    assertThat(storage.get("driver").asText()).isEqualTo(driver);
    assertThat(storage.get("mover").asText()).isEqualTo("CPU");
    assertThat(storage.get("evidence").asText()).isEqualTo("MODELLED");
    List<JsonNode> hops = deviceHops(route);
    assertThat(hops).hasSize(1);
    assertThat(hops.get(0).get("mover").asText()).isEqualTo("CPU");
    assertThat(hops.get(0).get("bytes").asLong()).isEqualTo(SIZE);
  }

  private static List<JsonNode> deviceHops(JsonNode route) {
    List<JsonNode> hops = new ArrayList<>();
    for (JsonNode hop : route.get("hops")) {
      if (hop.get("from").asText().equals("device")) {
        hops.add(hop);
      }
    }
    return hops;
  }

  private static JsonNode send(String strategy, DiskFile file) throws Exception {
    Jdk jdk = Jdk.tested().get(0);
    JsonNode report = new Service(jdk, "always-on").send(strategy, file, CHUNK, 1);
    assumeTrue(
        report.get("evidence").get("rung").asText().equals("kernel")
            || System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null,
        "no kernel rung: " + report.get("evidence").get("missing"));
    return Service.routeOf(report, file);
  }
}
