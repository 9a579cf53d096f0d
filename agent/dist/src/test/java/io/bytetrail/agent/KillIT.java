package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM with its collector, its probe, and a reader of ledgers with a probe of its own are killed
 * in any order. Whoever is left works on; nothing stays in the kernel; a dead JVM's ledger can be
 * read to the last byte.
 *
 * <p>{@code -Dbytetrail.kills=100} kills more, {@code -Dbytetrail.seed=N} in another order.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("bytetrail.kills", 24);
  private static final long SEED = Long.getLong("bytetrail.seed", 1);
  private static final int BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final List<ProcessHandle> children = new ArrayList<>();
  private int killed;

  private enum Victim {
    PROBE,
    JVM,
    READER
  }

  @BeforeEach
  void needsTheKernel() {
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      assumeThat(ProcessHandle.current().info().user()).as("root").contains("root");
    }
  }

  @Test
  void leavesNothingBehindInWhateverOrderItIsKilled() throws Exception {
    Set<String> before = KernelObjects.all();
    for (int round = 0; killed < KILLS; round++) {
      List<Victim> order = new ArrayList<>(Arrays.asList(Victim.values()));
      Collections.shuffle(order, random);
      round(Files.createDirectory(directory.resolve("round" + round)), order);
    }
    Await.until(PATIENCE, () -> children.stream().noneMatch(ProcessHandle::isAlive));
    Await.until(PATIENCE, () -> KernelObjects.since(before).isEmpty());
  }

  private void round(Path here, List<Victim> order) throws Exception {
    Path file = Reported.file(here, BYTES);
    Jdk jdk = Jdk.tested().get(random.nextInt(Jdk.tested().size()));
    Path shown = here.resolve("top.out");
    long read = 0;
    try (Conversation talk = new Conversation(Reported.jvm(jdk, here), here)) {
      read += read(talk, file);
      Process reader =
          ChildJvm.on(jdk)
              .options("-Djava.io.tmpdir=" + here, "-jar")
              .start(
                  shown,
                  here.resolve("top.err"),
                  Agents.JAR.toString(),
                  "top",
                  Long.toString(talk.process().pid()),
                  "--batch",
                  "--every=100ms");
      try {
        Await.until(PATIENCE, () -> Files.readString(shown).contains("1 JVM"));
        Stream.of(talk.process(), reader).flatMap(Process::descendants).forEach(children::add);
        boolean reads = true;
        for (Victim victim : order) {
          kill(victim, talk.process(), reader);
          reads &= victim != Victim.READER;
          if (talk.process().isAlive()) {
            read += read(talk, file);
            assertThat(reader.isAlive()).as("the reader, %s", order).isEqualTo(reads);
          }
        }
      } finally {
        reader.destroyForcibly().onExit().join();
      }
    }
    assertThat(counted(here)).as("%s, seed %d", order, SEED).isEqualTo(read);
  }

  private static long read(Conversation talk, Path file) throws Exception {
    assertThat(talk.ask("read " + file)).isEqualTo("read " + BYTES);
    return BYTES;
  }

  /** A probe that has ended because its JVM was killed needs no killing. */
  private void kill(Victim victim, Process application, Process reader) throws Exception {
    Optional<ProcessHandle> process =
        switch (victim) {
          case PROBE -> application.children().filter(ProcessHandle::isAlive).findFirst();
          case JVM -> Optional.of(application.toHandle());
          case READER -> Optional.of(reader.toHandle()).filter(ProcessHandle::isAlive);
        };
    if (process.isPresent()) {
      process.get().destroyForcibly();
      process.get().onExit().join();
      killed++;
    }
  }

  /** What the ledger that the JVM has left says of the file. */
  private static long counted(Path here) throws Exception {
    try (Stream<Path> files = Files.walk(here)) {
      Path file =
          files.filter(each -> each.toString().endsWith(".ledger")).findFirst().orElseThrow();
      LedgerSnapshot ledger = LedgerReader.read(file);
      assertThat(ledger.suppressed()).isZero();
      return ledger.lanes().stream()
          .filter(lane -> lane.path().endsWith(Reported.SERVED))
          .mapToLong(LaneSnapshot::bytes)
          .sum();
    }
  }
}
