package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenTelemetry's agent and ours in one JVM, in either order: both do what they do alone. */
class BesideOpenTelemetryIT {
  private static final Path OPENTELEMETRY =
      Path.of("target/agents/opentelemetry-javaagent.jar").toAbsolutePath();
  private static final int SIZE = 5 * TracedServer.CHUNK + 100;
  private static final int CALLS = 7;

  @TempDir Path directory;

  static Stream<Arguments> orders() {
    return Jdk.tested().stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, true), Arguments.of(jdk, false)));
  }

  @ParameterizedTest(name = "{0}, ours first: {1}")
  @MethodSource("orders")
  void bothDoTheirWork(Jdk jdk, boolean oursFirst) throws Exception {
    Path file = Files.write(directory.resolve("served.bin"), new byte[SIZE]);
    ChildJvm.Result alone = openTelemetry(ChildJvm.on(jdk)).run(main(), file.toString());
    ChildJvm jvm = ChildJvm.on(jdk);
    if (oursFirst) {
      openTelemetry(ours(jvm));
    } else {
      ours(openTelemetry(jvm));
    }
    ChildJvm.Result both = jvm.run(main(), file.toString());

    assertThat(both.exit()).isZero();
    assertThat(both.out()).isEqualTo(alone.out());
    assertThat(both.out().strip()).isEqualTo(Long.toString((long) TracedServer.REQUESTS * SIZE));
    assertThat(said(both)).isEqualTo(said(alone));
    assertThat(spans(both)).isEqualTo(2L * TracedServer.REQUESTS).isEqualTo(spans(alone));

    List<LaneSnapshot> lanes =
        Agents.lanes(Agents.ledger(directory), TracedServer.class, "serve").stream()
            .filter(lane -> lane.path().equals(file.toString()))
            .toList();
    assertThat(lanes).hasSize(1);
    assertThat(lanes.get(0).transfers()).isEqualTo(TracedServer.REQUESTS);
    assertThat(lanes.get(0).calls()).isEqualTo((long) TracedServer.REQUESTS * CALLS);
    assertThat(lanes.get(0).bytes()).isEqualTo((long) TracedServer.REQUESTS * SIZE);
  }

  private static String main() {
    return TracedServer.class.getName();
  }

  private ChildJvm ours(ChildJvm jvm) {
    return jvm.agent(Agents.JAR, Agents.options(directory));
  }

  private static ChildJvm openTelemetry(ChildJvm jvm) {
    return jvm.options(
            "-Dotel.traces.exporter=logging",
            "-Dotel.metrics.exporter=none",
            "-Dotel.logs.exporter=none",
            "-javaagent:" + OPENTELEMETRY)
        .classPath(Agents.CLASSES);
  }

  private static long spans(ChildJvm.Result result) {
    return result.err().lines().filter(line -> line.contains("LoggingSpanExporter")).count();
  }

  /** The lines on standard error, spans apart, without their times. */
  private static Set<String> said(ChildJvm.Result result) {
    Set<String> lines = new TreeSet<>();
    result
        .err()
        .lines()
        .filter(line -> !line.contains("LoggingSpanExporter"))
        .map(line -> line.replaceAll("\\d+", "#"))
        .forEach(lines::add);
    return lines;
  }
}
