package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One cold read of a file on each kind of storage that this machine can have: who moved its bytes
 * is right in every row, and on filesystems with large folios every byte is a miss. (This kernel
 * has neither device mapper nor md.)
 */
class MoversIT {
  private static final long SIZE = (32L << 20) + 1234;
  private static final long IMAGE = 512L << 20;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  /** What a row of the report must say. */
  private record Expected(
      String kind, String driver, String mover, String filesystem, String over, boolean cold) {}

  private static final Map<String, Expected> EXPECTED = new LinkedHashMap<>();

  static {
    EXPECTED.put("ext4", new Expected("disk", "loop", "CPU", "ext4", "", true));
    EXPECTED.put("xfs", new Expected("disk", "loop", "CPU", "xfs", "", true));
    EXPECTED.put("zram", new Expected("disk", "zram", "CPU", "ext4", "", true));
    EXPECTED.put("tmpfs", new Expected("memory", "", "CPU", "tmpfs", "", false));
    EXPECTED.put("overlay", new Expected("disk", null, "DMA", null, "overlay", true));
    EXPECTED.put("fuse", new Expected("fuse", "", "UNKNOWN", "fuse.ext4", "", true));
    EXPECTED.put("disk", new Expected("disk", null, "DMA", null, "", true));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void namesWhoMovedTheBytesInEveryRow(Jdk jdk) throws Exception {
    Map<String, Path> files = new LinkedHashMap<>();
    try (Mounted ext4 = Mounted.loop("ext4", IMAGE);
        Mounted xfs = Mounted.loop("xfs", IMAGE);
        Mounted zram = Mounted.zram(IMAGE);
        Mounted tmpfs = Mounted.tmpfs();
        Mounted overlay = Mounted.overlay();
        Mounted fuse = Mounted.fuse(IMAGE);
        DiskFile disk = new DiskFile(SIZE)) {
      files.put("ext4", ext4.directory().resolve("file"));
      files.put("xfs", xfs.directory().resolve("file"));
      files.put("zram", zram.directory().resolve("file"));
      files.put("tmpfs", tmpfs.directory().resolve("file"));
      files.put("overlay", overlay.directory().resolve("file"));
      files.put("fuse", fuse.directory().resolve("file"));
      for (Path file : files.values()) {
        write(file);
      }
      files.put("disk", disk.path());
      JsonNode report = read(jdk, files);

      SoftAssertions softly = new SoftAssertions();
      EXPECTED.forEach(
          (step, expected) ->
              check(softly, step, expected, SteppedJvm.route(report, FileWork.class, step)));
      softly.assertAll();
    }
  }

  private static void check(SoftAssertions softly, String step, Expected expected, JsonNode route) {
    JsonNode storage = route.at("/movement/storage");
    softly.assertThat(storage.get("kind").asText()).as(step).isEqualTo(expected.kind());
    softly.assertThat(storage.get("mover").asText()).as(step).isEqualTo(expected.mover());
    softly.assertThat(storage.get("over").asText()).as(step).isEqualTo(expected.over());
    if (expected.driver() != null) {
      softly.assertThat(storage.get("driver").asText()).as(step).isEqualTo(expected.driver());
    }
    if (expected.filesystem() != null) {
      softly.assertThat(route.get("filesystem").asText()).as(step).isEqualTo(expected.filesystem());
    }
    softly.assertThat(route.get("fileBytes").asLong()).as(step).isEqualTo(SIZE);
    if (!expected.cold()) {
      return;
    }
    softly.assertThat(route.get("cacheHitBytes").asLong()).as(step + " hits").isZero();
    softly
        .assertThat(route.get("readAheadBytes").asLong() + route.get("stalledBytes").asLong())
        .as(step + " misses")
        .isEqualTo(SIZE);
    List<String> movers = new ArrayList<>();
    for (JsonNode hop : route.get("hops")) {
      if (hop.get("to").asText().equals("page-cache")) {
        movers.add(hop.get("mover").asText());
      }
    }
    softly
        .assertThat(movers)
        .as(step + " to the page cache")
        .isEqualTo(step.equals("fuse") ? List.of() : List.of(expected.mover()));
  }

  private static JsonNode read(Jdk jdk, Map<String, Path> files) throws Exception {
    Object[] steps = files.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toArray();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      if (EXPECTED.get(file.getKey()).cold()) {
        Mounted.run("dd", "if=" + file.getValue(), "iflag=nocache", "count=0", "status=none");
      }
    }
    try (SteppedJvm jvm = new SteppedJvm(jdk, FileWork.class, steps)) {
      for (String step : files.keySet()) {
        jvm.after(step);
        jvm.goOn();
      }
      return jvm.report();
    }
  }

  private static void write(Path file) throws IOException, InterruptedException {
    byte[] bytes = new byte[(int) SIZE];
    Arrays.fill(bytes, (byte) 'm');
    Files.write(file, bytes);
    Mounted.run("sync", file.toString());
    assertThat(file).hasSize(SIZE);
  }
}
