package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However the application ends, it ends as it would have, and leaves what can be left. */
class EndOfProcessIT {
  private static final int BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Its number on x86-64. */
  private static final String FUTEX = "202";

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  /** Orders that end the application, and its exit code then. */
  static Stream<Arguments> orderlyEnds() {
    return jdks()
        .flatMap(
            jdk ->
                Stream.of(
                    Arguments.of(jdk, List.of("exit 7"), 7),
                    Arguments.of(jdk, List.of("fail"), 1),
                    Arguments.of(jdk, List.of("fail-in-hook", "exit 8"), 8)));
  }

  @ParameterizedTest
  @MethodSource("orderlyEnds")
  void reportsAtTheEnd(Jdk jdk, List<String> orders, int exit) throws Exception {
    assertThat(endedBy(jdk, orders).exit()).isEqualTo(exit);
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
    assertThat(ledgers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void reportsWhenTerminated(Jdk jdk) throws Exception {
    try (Conversation talk = new Conversation(Reported.jvm(jdk, directory), directory)) {
      talk.ask("read " + Reported.file(directory, BYTES));
      talk.process().toHandle().destroy(); // which leaves its standard input open

      assertThat(talk.result())
          .isEqualTo(new ChildJvm.Result(143, "ready\nread " + BYTES + "\n", ""));
    }
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
    assertThat(ledgers()).isEmpty();
  }

  /** The JVM halts at once: no report can be made, but the ledger stays to be read. */
  @ParameterizedTest
  @MethodSource("jdks")
  void leavesTheLedgerWhenHalted(Jdk jdk) throws Exception {
    assertThat(endedBy(jdk, List.of("halt 6")).exit()).isEqualTo(6);
    assertThat(report(jdk)).contains("1.00 MiB").contains("modelled rung");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesTheLedgerWhenKilled(Jdk jdk) throws Exception {
    try (Conversation talk = new Conversation(Reported.jvm(jdk, directory), directory)) {
      talk.ask("read " + Reported.file(directory, BYTES));
      talk.process().destroyForcibly();

      assertThat(talk.result().exit()).isEqualTo(137);
    }
    assertThat(report(jdk)).contains("1.00 MiB").contains("modelled rung");
  }

  /** A race by the application's own making: all that is ours is not to hold it up. */
  @ParameterizedTest
  @MethodSource("jdks")
  void endsWhenAShutdownHookHalts(Jdk jdk) throws Exception {
    assertThat(endedBy(jdk, List.of("halt-in-hook", "exit 5")).exit()).isEqualTo(6);
  }

  /**
   * HotSpot gives each thread that is in native code at the end 300 ms to come back from there
   * ({@code VM_Exit::wait_for_threads_in_native_to_block}): ours wait in Java, for the probe too.
   */
  @ParameterizedTest
  @MethodSource("jdks")
  void noThreadOfOursHoldsUpTheEnd(Jdk jdk) throws Exception {
    try (Conversation talk = new Conversation(Reported.jvm(jdk, directory), directory)) {
      talk.ask("read " + Reported.file(directory, BYTES));
      Path threads = Path.of("/proc/" + talk.process().pid() + "/task");
      Await.until(PATIENCE, () -> areParked(threads));
      assertThat(talk.finish().exit()).isZero();
    }
  }

  /** Whether bytetrail's threads are there, each in a system call that parks it. */
  private static boolean areParked(Path threads) throws IOException {
    List<String> calls = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        if (Files.readString(thread.resolve("comm")).startsWith("bytetrail")) {
          calls.add(Files.readString(thread.resolve("syscall")).split(" ", 2)[0]);
        }
      }
    } catch (NoSuchFileException e) {
      return false; // one has ended
    }
    return !calls.isEmpty() && calls.stream().allMatch(FUTEX::equals);
  }

  private ChildJvm.Result endedBy(Jdk jdk, List<String> orders) throws Exception {
    try (Conversation talk = new Conversation(Reported.jvm(jdk, directory), directory)) {
      talk.ask("read " + Reported.file(directory, BYTES));
      for (String order : orders) {
        talk.tell(order);
      }
      return talk.result();
    }
  }

  private String report(Jdk jdk) throws IOException, InterruptedException {
    assertThat(ledgers()).hasSize(1);
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .options("-jar")
            .run(Agents.JAR.toString(), "report", ledgers().get(0) + "");
    assertThat(result.exit()).isZero();
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private List<Path> ledgers() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".ledger")).toList();
    }
  }
}
