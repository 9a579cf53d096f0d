package com.example.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.examples.ObservedReport;
import io.bytetrail.examples.ObservedRoute;
import io.bytetrail.examples.ServerRun;
import io.bytetrail.examples.Strace;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the report says of a broker's log is what strace saw of it. */
class KafkaIT {
  private static final String JAR = System.getProperty("example.jar");
  private static final int MIB = 4;

  /** The JDK from which Kafka's way to unmap an index is warned about. */
  private static final int WARNS_OF_UNSAFE = 24;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @BeforeEach
  void witness() {
    assumeThat(ServerRun.hasStrace()).as("strace is installed").isTrue();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void fetchesAreSentByReferenceFromThePageCache(Jdk jdk) throws Exception {
    try (ServerRun broker = start(jdk)) {
      produceAndConsume(jdk, broker.port(), "");
      ObservedReport report = broker.stop();
      Strace strace = broker.strace();

      List<ObservedRoute> fetches = log(report, route -> route.strategy().equals("sendfile"));
      assertThat(bytes(fetches))
          .isEqualTo(strace.bytes(call -> call.name().equals("sendfile")))
          .isEqualTo(strace.bytes(call -> !call.to().isEmpty() && isOfTheTopic(call.from())))
          .isGreaterThan((long) MIB << 20);
      assertThat(fetches)
          .allSatisfy(
              route -> {
                assertThat(route.target()).isEqualTo("socket");
                assertThat(route.number("cacheHitBytes")).isEqualTo(route.fileBytes());
                assertThat(route.cpuCopiedBytes()).isZero();
                assertThat(route.jvmCopiedBytes()).isZero();
              });
      appendsAreCopied(report, strace);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void fetchesAreReadAndEncryptedUnderTls(Jdk jdk) throws Exception {
    try (ServerRun broker = start(jdk, "--tls")) {
      produceAndConsume(jdk, broker.port(), certificate().toString());
      ObservedReport report = broker.stop();
      Strace strace = broker.strace();

      assertThat(strace.bytes(call -> call.name().equals("sendfile"))).isZero();
      List<ObservedRoute> fetches = log(report, route -> !route.target().equals("file"));
      assertThat(bytes(fetches))
          .isEqualTo(strace.bytes(call -> isOfTheTopic(call.from())))
          .isGreaterThan((long) MIB << 20);
      List<ObservedRoute> sent =
          fetches.stream().filter(route -> route.target().equals("socket")).toList();
      assertThat(sent).extracting(ObservedRoute::strategy).containsOnly("read-write");
      assertThat(sent).extracting(ObservedRoute::transformed).containsOnly("tls");
      assertThat(bytes(sent)).isGreaterThan((long) MIB << 20);
      appendsAreCopied(report, strace);
    }
  }

  private static void appendsAreCopied(ObservedReport report, Strace strace) {
    List<ObservedRoute> appends = log(report, route -> route.target().equals("file"));
    assertThat(bytes(appends))
        .isEqualTo(strace.bytes(call -> isOfTheTopic(call.to())))
        .isGreaterThan((long) MIB << 20);
  }

  /**
   * The routes of the topic's segments. The cluster's own log is none of them: the broker writes it
   * while the JVM shuts down, when the last report may have been made.
   */
  private static List<ObservedRoute> log(ObservedReport report, Predicate<ObservedRoute> which) {
    return report.routes().stream()
        .filter(route -> isOfTheTopic(route.file()))
        .filter(which)
        .toList();
  }

  private static boolean isOfTheTopic(String file) {
    return file.contains("/" + Client.TOPIC + "-0/") && file.endsWith(".log");
  }

  private static long bytes(List<ObservedRoute> routes) {
    return routes.stream().mapToLong(ObservedRoute::fileBytes).sum();
  }

  private ServerRun start(Jdk jdk, String... more) throws IOException {
    List<String> all = new ArrayList<>();
    if (jdk.feature() >= WARNS_OF_UNSAFE) {
      all.add("--sun-misc-unsafe-memory-access=allow");
    }
    all.addAll(List.of("-jar", JAR, "--serve"));
    all.addAll(List.of(more));
    return ServerRun.of(jdk, folder).straced().start(all.toArray(String[]::new));
  }

  private void produceAndConsume(Jdk jdk, int port, String certificate)
      throws IOException, InterruptedException {
    Path said = folder.resolve("client.txt");
    Process client =
        new ProcessBuilder(
                jdk.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                JAR,
                Client.class.getName(),
                "127.0.0.1:" + port,
                certificate,
                Integer.toString(MIB),
                "produce",
                "consume")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(client.waitFor(60, TimeUnit.SECONDS)).as("the client ends").isTrue();
      assertThat(Files.readString(said)).contains("consumed " + ((long) MIB << 20) + " bytes");
    } finally {
      client.destroyForcibly();
    }
  }

  private Path certificate() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("localhost.pem")).findFirst().orElseThrow();
    }
  }
}
