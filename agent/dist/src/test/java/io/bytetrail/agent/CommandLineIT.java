package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code java -jar bytetrail-agent.jar} says what is wrong, and with which exit code. */
class CommandLineIT {
  private static final int VERSION_OFFSET = 8;

  @TempDir Path directory;

  @Test
  void refusesWhatIsNoLedgerOrNotAWholeOne() throws Exception {
    ChildJvm.Result made = Agents.jvm(Jdk.of(25), directory).run(Hello.class.getName());
    assertThat(made.exit()).isZero();
    byte[] ledger = Files.readAllBytes(theLedger());
    Path file = directory.resolve("given");

    Files.write(file, Arrays.copyOf(ledger, ledger.length / 2));
    assertFails("report", file, " bytes long, its header says " + ledger.length);

    Files.write(file, Arrays.copyOf(ledger, 100));
    assertFails("report", file, "is 100 bytes long, a ledger has a header of 4096");

    ledger[VERSION_OFFSET] = 9;
    Files.write(file, ledger);
    assertFails(
        "report",
        file,
        "is a ledger of version 9, this build reads version " + LedgerDescriptor.VERSION);

    Files.write(file, new byte[ledger.length]);
    assertFails("report", file, "is not a ledger: it begins with 0x0000000000000000");
  }

  @ParameterizedTest
  @CsvSource({
    "reprot, Did you mean: bytetrail report?",
    "--verbose, Unknown option: '--verbose'",
    "'', which command?"
  })
  void answersACommandItDoesNotKnowWithUsage(String command, String sentence) throws Exception {
    ChildJvm.Result result = run(command.isEmpty() ? List.of() : List.of(command));

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains(sentence);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void reportsOnAProcessThatRuns() throws Exception {
    int bytes = 1 << 20;
    Path file = Reported.file(directory, bytes);
    ChildJvm jvm = Reported.jvm(Jdk.of(25), directory);
    try (Conversation talk = new Conversation(jvm, directory)) {
      talk.ask("read " + file);
      ChildJvm.Result result = run(List.of("report", Long.toString(talk.process().pid())));

      assertThat(result.err()).isEmpty();
      assertThat(result.exit()).isZero();
      assertThat(result.out()).contains("1.00 MiB").contains("accounted rung");
      assertThat(talk.finish().exit()).isZero();
    }
  }

  private void assertFails(String command, Path file, String sentence) throws Exception {
    ChildJvm.Result result = run(List.of(command, file.toString()));

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("bytetrail report: " + file)
        .contains(sentence)
        .hasLineCount(1);
  }

  /** Looks for ledgers in the test's directory, which stands for the temporary one. */
  private ChildJvm.Result run(List<String> arguments) throws IOException, InterruptedException {
    return ChildJvm.on(Jdk.of(25))
        .options("-Djava.io.tmpdir=" + directory, "-jar")
        .run(Agents.JAR.toString(), arguments.toArray(String[]::new));
  }

  private Path theLedger() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".ledger")).findFirst().orElseThrow();
    }
  }
}
