package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code doctor --jdk}: every operation of the JDK is counted to the byte, or said not to be. */
class JdkSurfaceIT {
  /** So that none is lost unnoticed. */
  private static final int OPERATIONS = 127;

  private static final int FIRST_WITH_SEGMENTS = 22;
  private static final int FIRST_WITH_COPY_FILE_RANGE = 21;

  /** By the first JDK on which it is seen: what no advice reaches before. */
  private static final Map<String, Integer> NOT_SEEN_BEFORE = Map.of("FileDescriptor.sync", 21);

  @TempDir Path directory;

  static Stream<Arguments> kinds() {
    return Jdk.tested().stream()
        .flatMap(
            jdk ->
                Stream.of("compiled", "-Xint", "virtual")
                    .filter(kind -> !kind.equals("virtual") || jdk.hasVirtualThreads())
                    .map(kind -> Arguments.of(jdk, kind)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("kinds")
  void seesEveryOperationToTheByte(Jdk jdk, String kind) throws Exception {
    JsonNode report = run(jdk, kind);

    SoftAssertions all = new SoftAssertions();
    for (JsonNode row : report.get("rows")) {
      String operation = row.get("operation").asText();
      all.assertThat(row.get("state").asText()).as("%s", row).isEqualTo(expected(jdk, row));
      all.assertThat(row.get("jfr").get("events").asLong() > 0 || !jfrSees(jdk, operation))
          .as("JFR sees %s", operation)
          .isTrue();
    }
    all.assertThat(report.get("rows")).hasSize(OPERATIONS);
    all.assertThat(report.get("noJfr").asText()).isEmpty();
    all.assertThat(report.get("suppressed").asLong())
        .as(report.get("firstError").asText())
        .isZero();
    all.assertThat(directory).isEmptyDirectory();
    all.assertAll();
    assertThat(lanes(report)).containsAllEntriesOf(lanesThatDiffer(jdk));
    kernelAgrees(report);
  }

  private JsonNode run(Jdk jdk, String kind) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("doctor", "--jdk", "--json", "--directory", directory.toString()));
    switch (kind) {
      case "virtual" -> arguments.add("--virtual");
      case "-Xint" -> arguments.add("--jvm-option=-Xint");
      default -> {}
    }
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .options("-jar")
            .timeout(Duration.ofMinutes(5))
            .run(Agents.JAR.toString(), arguments.toArray(String[]::new));

    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.err().lines()).as("progress").contains("1/127 FileDescriptor.sync");
    return new ObjectMapper().readTree(result.out());
  }

  private static String expected(Jdk jdk, JsonNode row) {
    String operation = row.get("operation").asText();
    if (operation.startsWith("MemorySegment") && jdk.feature() < FIRST_WITH_SEGMENTS) {
      return "ABSENT";
    }
    boolean refused = row.get("why").asText().contains("takes no O_DIRECT");
    if (refused && System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      return "ABSENT";
    }
    return jdk.feature() < NOT_SEEN_BEFORE.getOrDefault(operation, 0) ? "NOT_SEEN" : "EXACT";
  }

  /** The other witness: without it a table of a JVM that moves nothing would be exact, too. */
  private static boolean jfrSees(Jdk jdk, String operation) {
    boolean readsAsBefore = jdk.feature() < FIRST_WITH_COPY_FILE_RANGE;
    return switch (operation) {
      case "FileInputStream.skip, then read",
          "Files.newInputStream.transferTo(newOutputStream)",
          "InputStream.transferTo (FileOutputStream)" ->
          readsAsBefore;
      case "SocketChannel.socket() streams" -> !readsAsBefore;
      default ->
          operation.startsWith("FileInputStream.")
              || operation.startsWith("FileOutputStream.write")
              || operation.startsWith("RandomAccessFile.read")
              || operation.startsWith("Socket.")
              || operation.startsWith("SocketChannel.");
    };
  }

  private static Map<String, List<String>> lanes(JsonNode report) {
    Map<String, List<String>> lanes = new TreeMap<>();
    for (JsonNode row : report.get("rows")) {
      lanes.put(
          row.get("operation").asText(),
          StreamSupport.stream(row.get("lanes").spliterator(), false)
              .map(JsonNode::asText)
              .sorted()
              .toList());
    }
    return lanes;
  }

  /** What one JDK does otherwise than another. */
  private static Map<String, List<String>> lanesThatDiffer(Jdk jdk) {
    return jdk.feature() < FIRST_WITH_COPY_FILE_RANGE
        ? Map.of(
            "InputStream.transferTo (FileOutputStream)",
            List.of("FileInputStream.read", "FileOutputStream.write"),
            "Files.copy(Path, Path)",
            List.of("Files.copy"),
            "RandomAccessFile.readLine",
            List.of("RandomAccessFile.read"))
        : Map.of(
            "InputStream.transferTo (FileOutputStream)",
            List.of("FileChannel.transferTo"),
            "Files.copy(Path, Path)",
            List.of("Files.copy"),
            "RandomAccessFile.readLine",
            List.of("RandomAccessFile.readLine"),
            "FileChannel.transferFrom (file)",
            List.of("FileChannel.transferFrom"),
            "MemorySegment.force (mapped)",
            List.of("FileChannel.map", "MappedByteBuffer.force"));
  }

  private static void kernelAgrees(JsonNode report) {
    String missing = report.get("noKernel").asText();
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") != null) {
      assertThat(missing).isEmpty();
    }
    assumeThat(missing).as("why the kernel is not asked").isEmpty();
    for (JsonNode row : report.get("rows")) {
      assertThat(row.get("kernel").get("exact").asBoolean()).as("%s", row).isTrue();
    }
  }
}
