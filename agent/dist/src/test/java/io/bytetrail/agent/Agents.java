package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs an application under the packaged agent, without a collector, and reads its ledger. */
final class Agents {
  static final Path JAR = Path.of(System.getProperty("bytetrail.agent.jar"));
  static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();

  private Agents() {}

  /** A JVM with the agent; boot classes are verified, which the JVM does not do by itself. */
  static ChildJvm jvm(Jdk jdk, Path directory, String... options) {
    return ChildJvm.on(jdk)
        .options("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal")
        .agent(JAR, options(directory, options))
        .classPath(CLASSES);
  }

  static String options(Path directory, String... more) {
    return String.join(
        ",",
        Stream.concat(
                Stream.of("collector=off", "ledger.keep=true", "ledger.dir=" + directory),
                Stream.of(more))
            .toList());
  }

  /** Runs to the end, which must be a good one without a word, and reads the ledger. */
  static LedgerSnapshot run(ChildJvm jvm, Path directory, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    ChildJvm.Result result = jvm.run(main.getName(), arguments);
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    return ledger(directory);
  }

  static LedgerSnapshot ledger(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> ledgers = files.filter(file -> file.toString().endsWith(".ledger")).toList();
      assertThat(ledgers).hasSize(1);
      LedgerSnapshot snapshot = LedgerReader.read(ledgers.get(0));
      assertThat(snapshot.firstError()).isEmpty();
      assertThat(snapshot.suppressed()).isZero();
      assertThat(snapshot.skipped()).isZero();
      return snapshot;
    }
  }

  /** The lanes whose site is a method of the application. */
  static List<LaneSnapshot> lanes(LedgerSnapshot ledger, Class<?> type, String method) {
    String site = type.getName() + "." + method + "(" + type.getSimpleName() + ".java:";
    return ledger.lanes().stream().filter(lane -> lane.site().startsWith(site)).toList();
  }
}
