package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The application's first file waits for the probe, and nothing else does. */
class GateIT {
  private static final Path PROBE = Path.of("../../native/target/bytetrail-probe").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int BYTES = 1 << 20;

  /** How long a probe takes that is slow to become ready. */
  private static final String A_MOMENT = "1.5";

  @TempDir Path directory;

  /** On a disk: the kernel tells of no page cache in {@code tmpfs}. */
  private Path file;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  static Stream<Arguments> ways() {
    return jdks()
        .flatMap(
            jdk ->
                Stream.of("main", "threads", "virtual", "interrupted", "mapped")
                    .filter(way -> jdk.feature() >= 21 || !way.equals("virtual"))
                    .map(way -> Arguments.of(jdk, way)));
  }

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.createTempFile(Path.of("target").toAbsolutePath(), "gate", ".bin");
    Files.write(file, new byte[BYTES]);
  }

  @AfterEach
  void removeFile() throws IOException {
    Files.delete(file);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theFirstFileIsCountedFromItsFirstByte(Jdk jdk, String way) throws Exception {
    assumeKernel();
    Path probe = script("sleep " + A_MOMENT);
    ChildJvm.Result result =
        Reported.jvm(jdk, directory, "probe=" + probe, "probe.wait=1m")
            .run(FirstFile.class.getName(), way, file.toString());
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));

    JsonNode report = new ObjectMapper().readTree(directory.resolve("report.json").toFile());
    assertThat(report.at("/evidence/rung").asText()).isEqualTo("kernel");
    assertThat(report.at("/evidence/suppressed").asLong()).isZero();
    assertThat(report.at("/evidence/missing")).isEmpty();
    int passes = way.equals("threads") || way.equals("virtual") ? FirstFile.THREADS : 1;
    JsonNode route = route(report);
    assertThat(route.get("transfers").asLong()).isEqualTo(passes);
    if (!way.equals("mapped")) {
      assertThat(route.get("fileBytes").asLong()).isEqualTo((long) passes * BYTES);
      assertThat(route.get("cacheHitBytes").asLong()).isEqualTo((long) passes * BYTES);
    }
  }

  /** Where no report is asked for, the collector is not there before it is needed. */
  @ParameterizedTest
  @MethodSource("jdks")
  void theFirstFileBringsTheCollector(Jdk jdk) throws Exception {
    assumeKernel();
    LiveReport live = new LiveReport();
    ChildJvm jvm =
        ChildJvm.on(jdk)
            .options("-Djava.io.tmpdir=" + directory)
            .agent(
                Agents.JAR,
                "report.text=off,probe.wait=30s,ledger.dir=" + directory + "," + live.option())
            .classPath(Agents.CLASSES);
    try (Conversation talk = new Conversation(jvm, directory)) {
      talk.ask("read " + Reported.file(directory, BYTES));
      live.await(Reported::fileBytes, BYTES);
      assertThat(live.get().rung()).isEqualTo("kernel");
      assertThat(live.get().missing()).isEmpty();
      assertThat(talk.finish().err()).isEmpty();
    }
    assertThat(ledgers()).isEmpty();
  }

  /** Ends, since the probe would never become ready; and leaves neither the probe nor a file. */
  @ParameterizedTest
  @MethodSource("jdks")
  void whoUsesNoFileWaitsForNothing(Jdk jdk) throws Exception {
    Path pid = directory.resolve("pid");
    Path probe = script("echo $$ > " + pid + "; while kill -0 $PPID; do sleep 0.1; done");
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .agent(Agents.JAR, "probe.wait=1h,ledger.dir=" + directory + ",probe=" + probe)
            .classPath(Agents.CLASSES)
            .run(FirstFile.class.getName());

    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    assertThat(ledgers()).isEmpty();
    if (Files.exists(pid)) {
      Path process = Path.of("/proc", Files.readString(pid).strip());
      Await.until(PATIENCE, () -> !Files.exists(process));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anEndBeforeTheProbeIsReadyLeavesNothing(Jdk jdk) throws Exception {
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .options("-Djava.io.tmpdir=" + directory)
            .agent(Agents.JAR, "ledger.dir=" + directory)
            .classPath(Agents.CLASSES)
            .run(FirstFile.class.getName());

    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    assertThat(directory).isEmptyDirectory();
    Await.until(PATIENCE, () -> probesFrom(directory).isEmpty());
  }

  /** The probe's programs are being taken by the kernel, or just have been. */
  @ParameterizedTest
  @MethodSource("endings")
  void anEndWhileTheProbeAttachesLeavesNothing(Jdk jdk, String report) throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process jvm =
        ChildJvm.on(jdk)
            .options("-Djava.io.tmpdir=" + temporary)
            .agent(Agents.JAR, "ledger.dir=" + temporary + report.formatted(directory))
            .classPath(Agents.CLASSES)
            .start(out, err, FirstFile.class.getName(), "wait");
    try {
      Await.until(PATIENCE, () -> !probesFrom(temporary).isEmpty());
      jvm.getOutputStream().close();

      assertThat(jvm.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(jvm.exitValue()).isZero();
    } finally {
      jvm.destroyForcibly();
    }
    assertThat(Files.readString(out) + Files.readString(err)).isEmpty();
    assertThat(temporary).isEmptyDirectory();
    assertThat(Files.exists(directory.resolve("report.json"))).isEqualTo(!report.isEmpty());
    Await.until(PATIENCE, () -> probesFrom(temporary).isEmpty());
  }

  /** With nobody to read a report, and with a report to be written. */
  static Stream<Arguments> endings() {
    return jdks()
        .flatMap(
            jdk -> Stream.of("", ",report.json=%s/report.json").map(to -> Arguments.of(jdk, to)));
  }

  /** An executable that does something before it becomes the probe. */
  private Path script(String first) throws IOException {
    Path script = directory.resolve("probe");
    Files.writeString(
        script, "#!/bin/sh\n%s 2>/dev/null\nexec '%s' \"$@\"\n".formatted(first, PROBE));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private JsonNode route(JsonNode report) {
    for (JsonNode route : report.get("routes")) {
      if (route.get("file").asText().equals(file.toString())) {
        return route;
      }
    }
    throw new AssertionError("no route of " + file + " in " + report);
  }

  private List<Path> ledgers() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(each -> each.toString().endsWith(".ledger")).toList();
    }
  }

  /** Processes whose program was unpacked there. */
  private static List<ProcessHandle> probesFrom(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .command()
                    .filter(name -> name.startsWith(directory + ""))
                    .isPresent())
        .toList();
  }

  private static void assumeKernel() throws Exception {
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      Process check =
          new ProcessBuilder(PROBE.toString(), "--check")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assumeThat(check.waitFor()).as("the kernel takes every program").isZero();
    }
  }
}
