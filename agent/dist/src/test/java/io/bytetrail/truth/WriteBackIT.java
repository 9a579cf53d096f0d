package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two lanes write into the page cache, and the kernel's workers to the device later, is filed
 * under the lanes: as many bytes as the device's own statistics have. 1 GiB in all; a quarter of
 * that where the disk has no room for it.
 */
class WriteBackIT {
  private static final Percentage ONE_PERCENT = Percentage.withPercentage(1);
  private static final int SECTOR = 512;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void filesTheWorkersWritesUnderTheLanesThatDirtiedThem(Jdk jdk) throws Exception {
    boolean roomy = Files.getFileStore(Path.of("target")).getUsableSpace() > 4L << 30;
    long each = roomy ? 512L << 20 : 128L << 20;
    try (Mounted disk = Mounted.loop("ext4", 2 * each + (256L << 20));
        SteppedJvm jvm =
            new SteppedJvm(
                jdk,
                FileWork.class,
                "first=" + disk.directory().resolve("a") + "=" + each,
                "second=" + disk.directory().resolve("b") + "=" + each)) {
      Mounted.run("sync", "-f", disk.directory().toString());
      long before = writtenBytes(disk.device());
      jvm.after("first");
      jvm.goOn();
      jvm.after("second");
      Mounted.run("sync", "-f", disk.directory().toString());
      long written = writtenBytes(disk.device()) - before;
      jvm.goOn();
      JsonNode report = jvm.report();

      assertThat(written).isGreaterThanOrEqualTo(2 * each);
      for (String lane : new String[] {"first", "second"}) {
        JsonNode route = SteppedJvm.route(report, FileWork.class, lane);
        assertThat(route.at("/writes/dirtiedBytes").asLong()).as(lane).isEqualTo(each);
        assertThat(route.at("/writes/writtenBackBytes").asLong()).as(lane).isEqualTo(each);
      }
      JsonNode device = deviceOf(report, disk.device());
      assertThat(device.get("routeBytes").asLong()).isEqualTo(2 * each);
      assertThat(device.get("routeBytes").asLong()).isCloseTo(written, ONE_PERCENT);
      assertThat(device.get("otherBytes").asLong()).as("left under kworker").isZero();
      assertThat(sumOf(device)).isCloseTo(written, ONE_PERCENT);
    }
  }

  private static long sumOf(JsonNode device) {
    return Stream.of("route", "other", "direct", "metadata", "journal", "unknown")
        .mapToLong(kind -> device.get(kind + "Bytes").asLong())
        .sum();
  }

  private static JsonNode deviceOf(JsonNode report, String name) {
    for (JsonNode device : report.get("deviceWrites")) {
      if (device.get("device").asText().equals(name)) {
        return device;
      }
    }
    throw new AssertionError("no " + name + " in " + report.get("deviceWrites"));
  }

  /** The seventh figure of the device's statistics, in sectors. */
  private static long writtenBytes(String device) throws IOException {
    String stat = Files.readString(Path.of("/sys/block", device, "stat")).strip();
    return Long.parseLong(stat.split(" +", -1)[6]) * SECTOR;
  }
}
