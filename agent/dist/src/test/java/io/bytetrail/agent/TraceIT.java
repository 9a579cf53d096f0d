package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code bytetrail trace}: each transfer once, only while somebody watches, and nothing left. */
class TraceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int BYTES = 3 * Obedient.CHUNK;
  private static final int CALLS = 4; // the last one finds the end

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void printsEachTransferOfAWatchedJvm(Jdk jdk) throws Exception {
    Path file = Reported.file(directory, BYTES);
    try (Conversation talk = new Conversation(Reported.jvm(jdk, directory), directory)) {
      long pid = talk.process().pid();
      talk.ask("read " + file); // nobody watches yet
      try (Command trace = new Command("trace", "" + pid, "--json", "--count=3")) {
        awaitRing();
        for (int i = 0; i < 3; i++) {
          talk.ask("read " + file);
        }
        ChildJvm.Result result = trace.result();
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        List<JsonNode> transfers = json(result.out());
        assertThat(transfers).hasSize(3);
        for (JsonNode transfer : transfers) {
          assertThat(transfer.get("pid").asLong()).isEqualTo(pid);
          assertThat(transfer.get("file").asText()).isEqualTo(file.toString());
          assertThat(transfer.get("operation").asText()).isEqualTo("FileInputStream.read");
          assertThat(transfer.get("site").asText()).startsWith("io.bytetrail.agent.Obedient.read(");
          assertThat(transfer.get("bytes").asLong()).isEqualTo(BYTES);
          assertThat(transfer.get("jvmCopiedBytes").asLong()).isEqualTo(BYTES);
          assertThat(transfer.get("calls").asLong()).isEqualTo(CALLS);
          assertThat(transfer.get("errors").asLong()).isZero();
          assertThat(transfer.get("nanos").asLong()).isPositive();
          assertThat(transfer.get("continued").asBoolean()).isFalse();
          assertThat(transfer.get("thread").asText()).isEqualTo("main");
        }
        assertThat(transfers.stream().map(t -> t.get("transfer").asLong()).distinct()).hasSize(3);
      }
      // What was made for the watcher goes with it.
      Await.until(PATIENCE, () -> files(".trace").isEmpty() && !isTracing(pid));
      assertThat(files(".watch")).isEmpty();
      assertThat(talk.finish().err()).isEmpty();
    }
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(4L * BYTES);
  }

  /** A recording that runs beside it gets them all, too. JDK 17 would print its settings. */
  @Test
  void sharesTransfersWithARecording() throws Exception {
    Path file = Reported.file(directory, BYTES);
    Path recording = directory.resolve("all.jfr");
    ChildJvm jvm =
        Reported.jvm(Jdk.of(25), directory)
            .options(
                "-Xlog:jfr*=off",
                "-XX:StartFlightRecording:settings=none,+bytetrail.Transfer#enabled=true,filename="
                    + recording);
    try (Conversation talk = new Conversation(jvm, directory)) {
      talk.ask("read " + file);
      String pid = "" + talk.process().pid();
      try (Command trace = new Command("trace", pid, "--file=" + file, "--json", "--count=2")) {
        awaitRing();
        talk.ask("read " + file);
        talk.ask("read " + file);
        assertThat(json(trace.result().out()))
            .hasSize(2)
            .allMatch(transfer -> transfer.get("bytes").asLong() == BYTES);
      }
      Await.until(PATIENCE, () -> files(".trace").isEmpty());
      talk.ask("read " + file);
      assertThat(talk.finish().exit()).isZero();
    }
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(4L * BYTES);
    assertThat(RecordingFile.readAllEvents(recording))
        .filteredOn(event -> event.getEventType().getName().equals("bytetrail.Transfer"))
        .filteredOn(event -> event.getString("path").equals(file.toString()))
        .hasSize(4)
        .allMatch(event -> event.getLong("bytes") == BYTES && event.getLong("calls") == CALLS);
  }

  @Test
  void showsWhatIsAskedFor() throws Exception {
    Path file = Reported.file(directory, BYTES);
    Path small = Files.write(directory.resolve("small.log"), new byte[10]);
    try (Conversation talk = new Conversation(Reported.jvm(Jdk.of(25), directory), directory)) {
      String pid = "" + talk.process().pid();
      try (Command log = new Command("trace", pid, "--file=*.log", "--json", "--count=2");
          Command large = new Command("trace", pid, "--larger=64KiB", "--json", "--count=2");
          Command site = new Command("trace", "--site=Obedient.read", "--count=3");
          Command slow = new Command("trace", pid, "--slower=1h", "--for=2s")) {
        while (log.isRunning() || large.isRunning() || site.isRunning()) {
          talk.ask("read " + file);
          talk.ask("read " + small);
          Thread.sleep(200);
        }
        assertThat(files(log)).containsExactly(small.toString(), small.toString());
        assertThat(files(large)).containsExactly(file.toString(), file.toString());
        assertThat(site.result().out())
            .hasLineCount(4)
            .contains("ENDED", "FileInputStream.read", "192 KiB", "10 B");
        assertThat(slow.result().out()).hasLineCount(1).contains("ENDED");
      }
      assertThat(talk.finish().err()).isEmpty();
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Path none = Files.write(directory.resolve("none"), new byte[10]);
    try (Command command = new Command("trace", none.toString())) {
      ChildJvm.Result result = command.result();
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.err()).contains("is 10 bytes long, a ledger has a header of 4096");
    }
    try (Command command = new Command("trace", "--larger=much")) {
      ChildJvm.Result result = command.result();
      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.err()).contains("'much' is no size: write 4096, 64KiB or 1.5GiB");
    }
    try (Command command = new Command("trace", "--site=(")) {
      assertThat(command.result().exit()).isEqualTo(2);
    }
  }

  private List<String> files(Command trace) throws Exception {
    return json(trace.result().out()).stream().map(t -> t.get("file").asText()).toList();
  }

  private static List<JsonNode> json(String lines) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      nodes.add(new ObjectMapper().readTree(line));
    }
    return nodes;
  }

  private void awaitRing() throws Exception {
    Await.until(PATIENCE, () -> !files(".trace").isEmpty());
    Thread.sleep(500); // until the command has opened it, and reads from there on
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private static boolean isTracing(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads.anyMatch(TraceIT::isTrace);
    }
  }

  private static boolean isTrace(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith("bytetrail-trace");
    } catch (IOException e) {
      return false; // it has just ended
    }
  }

  /** The command line of the packaged jar, looking for ledgers in the test's directory. */
  private final class Command implements AutoCloseable {
    private final Path out = Files.createTempFile(directory, "command", ".out");
    private final Path err = Files.createTempFile(directory, "command", ".err");
    private final Process process;

    Command(String... arguments) throws IOException {
      process =
          ChildJvm.on(Jdk.of(25))
              .options("-Djava.io.tmpdir=" + directory, "-jar")
              .start(out, err, Agents.JAR.toString(), arguments);
    }

    boolean isRunning() {
      return process.isAlive();
    }

    ChildJvm.Result result() throws IOException, InterruptedException {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
      return new ChildJvm.Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
