package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In a memory cgroup, small files lose their pages to one large stream, and the report says to
 * whom. With direct I/O they do not. What was lost is told by {@code fincore}, which asks the
 * kernel.
 *
 * <p>The stream is of 1 GiB and the limit of 512 MiB, so that it takes seconds; what matters is
 * that it is larger than all there is room for. {@code -Dbytetrail.stream.gib=4} is the full size.
 */
class CacheHealthIT {
  private static final int FILES = 400;
  private static final int FILE_BYTES = 16 << 10;
  private static final long HOT_BYTES = (long) FILES * FILE_BYTES;
  private static final long STREAM_BYTES =
      Integer.getInteger("bytetrail.stream.gib", 1) * (1L << 30);
  private static final long LIMIT_BYTES = 512L << 20;
  private static final Path AGENT = Path.of("target", "bytetrail-agent.jar").toAbsolutePath();

  /** Not the system's directory for such files, which may be a tmpfs. */
  private Path hot;

  @TempDir private Path reports;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  /** What the service told of itself, and what fincore said meanwhile. */
  private record Run(JsonNode report, String text, long before, long after, long atEnd) {
    long lost() {
      return before - after;
    }

    JsonNode route(String method) {
      List<JsonNode> found = new ArrayList<>();
      for (JsonNode route : report.get("routes")) {
        if (route.get("site").asText().contains("CachePolluter." + method)) {
          found.add(route);
        }
      }
      assertThat(found).as("routes of %s in %s", method, report).hasSize(1);
      return found.get(0);
    }

    long evictions(String evictor, String victim, String what) {
      long sum = 0;
      long seen = 0;
      for (JsonNode eviction : report.get("evictions")) {
        if (eviction.at("/evictor/name").asText().contains("CachePolluter." + evictor)
            && eviction.at("/victim/name").asText().contains("CachePolluter." + victim)) {
          sum += eviction.get(what).asLong();
          seen +=
              eviction.at("/evidence").asText().equals("KERNEL") ? eviction.get(what).asLong() : 0;
        }
      }
      // What the kernel's own threads take, where all of the machine is short, is shared by a
      // model.
      assertThat(seen).as("seen by the kernel, of " + sum).isGreaterThanOrEqualTo(sum / 2);
      return sum;
    }
  }

  @BeforeEach
  void makeHotFiles() throws Exception {
    hot = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "hot");
    byte[] bytes = new byte[FILE_BYTES];
    Arrays.fill(bytes, (byte) 'h');
    for (int i = 0; i < FILES; i++) {
      Files.write(hot.resolve("file-" + i), bytes);
    }
    // Written out first: a dirty page stays.
    run("sync", "-f", hot.toString());
    run(
        "sh",
        "-c",
        "for f in " + hot + "/*; do dd if=$f iflag=nocache count=0 status=none || exit 1; done");
    assertThat(residentBytes()).isZero();
  }

  @AfterEach
  void deleteHotFiles() throws IOException {
    try (Stream<Path> files = Files.list(hot)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(hot);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void namesTheStreamThatEvictsHotFiles(Jdk jdk) throws Exception {
    Run run = runPolluter(jdk, "stream");

    assertThat(run.before()).isGreaterThan(HOT_BYTES * 95 / 100);
    assertThat(run.lost()).as("lost to the stream").isGreaterThan(HOT_BYTES / 2);
    long byStream = run.evictions("stream", "hot", "evictedBytes");
    assertThat(byStream).isBetween(run.lost() * 95 / 100, HOT_BYTES);
    assertThat(run.evictions("stream", "hot", "refaultedBytes"))
        .isBetween(run.lost() * 95 / 100, byStream);
    JsonNode victim = run.route("hot").get("cacheHealth");
    assertThat(victim.get("evictedBytes").asLong()).isGreaterThanOrEqualTo(run.lost());
    assertThat(victim.get("refaultedBytes").asLong()).isGreaterThanOrEqualTo(run.lost());
    assertThat(victim.get("files").asLong()).isEqualTo(FILES);
    assertThat(victim.get("sizeBytes").asLong()).isEqualTo(HOT_BYTES);
    assertThat(victim.get("residentBytes").asLong())
        .isBetween(run.atEnd() * 99 / 100, run.atEnd() * 101 / 100);
    assertThat(run.route("stream").at("/cacheHealth/evictingBytes").asLong())
        .isGreaterThanOrEqualTo(byStream);
    assertThat(run.text())
        .contains("Evicted from the page cache")
        .containsPattern("brought in again +CachePolluter.stream:\\d+ .* ▶ CachePolluter.hot:\\d+");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void directIoEvictsNothing(Jdk jdk) throws Exception {
    Run run = runPolluter(jdk, "direct");

    assertThat(run.lost()).as("lost meanwhile").isLessThan(HOT_BYTES / 20);
    assertThat(run.evictions("direct", "hot", "evictedBytes")).isZero();
    assertThat(run.route("direct").at("/directBytes").asLong()).isEqualTo(STREAM_BYTES);
    assertThat(run.route("direct").at("/cacheHealth/evictingBytes").asLong()).isZero();
  }

  private Run runPolluter(Jdk jdk, String how) throws Exception {
    Path json = reports.resolve("report.json");
    Path text = reports.resolve("report.txt");
    try (DiskFile large = new DiskFile(STREAM_BYTES);
        MemoryCgroup cgroup = MemoryCgroup.of(LIMIT_BYTES)) {
      large.evict();
      List<String> command = new ArrayList<>(cgroup.command());
      command.addAll(List.of(jdk.java().toString(), "-Xmx64m", "-XX:+UseSerialGC"));
      command.add("-javaagent:%s=report.json=%s,report.text=%s".formatted(AGENT, json, text));
      command.addAll(List.of("-cp", "target/test-classes", CachePolluter.class.getName()));
      command.addAll(List.of(hot.toString(), large.path().toString(), how));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // To the agent it would be an option with a misspelt name.
      builder.environment().remove("BYTETRAIL_REQUIRE_KERNEL");
      Process process = builder.start();
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        long before = after("hot", said);
        goOn(process);
        long after = after("streamed", said);
        goOn(process);
        long atEnd = after("hot again", said);
        goOn(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.at("/evidence/rung").asText()).as("%s", report).isEqualTo("kernel");
        assertThat(report.at("/evidence/suppressed").asLong()).isZero();
        return new Run(report, Files.readString(text), before, after, atEnd);
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private long after(String step, BufferedReader said) throws Exception {
    assertThat(said.readLine()).isEqualTo(step);
    return residentBytes();
  }

  private static void goOn(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  private long residentBytes() throws Exception {
    String sizes = run("sh", "-c", "fincore --bytes --noheadings --output RES " + hot + "/file-*");
    return sizes.lines().mapToLong(line -> Long.parseLong(line.strip())).sum();
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }
}
