package io.bytetrail.ledger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bytetrail.ledger.LedgerException;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRingTest {
  @TempDir Path directory;
  private Path ledger;

  @BeforeEach
  void nameLedger() {
    ledger = directory.resolve("4711.1.ledger");
  }

  @Test
  void aRequestTouchesNothingBehindALink() throws Exception {
    Path ledger = directory.resolve("1.ledger");
    Path another = Files.createFile(directory.resolve("another's"));
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(another, longAgo);
    Files.createSymbolicLink(directory.resolve("1.ledger.watch"), another);

    TraceRing.request(ledger);

    assertThat(Files.getLastModifiedTime(another)).isEqualTo(longAgo);
  }

  @Test
  void readsWhatWasWrittenSinceItWasOpened() throws IOException {
    TraceReader reader;
    try (TraceWriter writer = TraceWriter.create(ledger, 4711)) {
      writer.add(entry(1));
      reader = TraceReader.open(ledger);
      TraceEntry whole =
          new TraceEntry(
              1_750_000_000_123L,
              12_345_678,
              1L << 40,
              98_304,
              1L << 39,
              2,
              4095,
              0xffff_fff0,
              Operation.SOCKET_STREAM_WRITE,
              Operation.FILE_INPUT_STREAM_READ,
              SizeClass.FROM_1_MIB,
              true,
              "/srv/files/größe.bin",
              "worker-1");
      writer.add(whole);
      writer.add(entry(3));

      assertThat(poll(reader)).containsExactly(whole, entry(3));
      assertThat(poll(reader)).isEmpty();
      assertThat(reader.lost()).isZero();
      assertThat(reader.isOver()).isFalse();
    }
    assertThat(reader.isOver()).isTrue();
    assertThat(TraceRing.of(ledger)).doesNotExist();
  }

  @Test
  void countsWhatWasOverwrittenUnread() throws IOException {
    try (TraceWriter writer = TraceWriter.create(ledger, 4711)) {
      TraceReader reader = TraceReader.open(ledger);
      int written = TraceRing.CAPACITY + 100;
      for (int i = 0; i < written; i++) {
        writer.add(entry(i));
      }
      List<TraceEntry> read = poll(reader);
      assertThat(read).hasSize(TraceRing.CAPACITY);
      assertThat(read.get(0)).isEqualTo(entry(100));
      assertThat(read.get(read.size() - 1)).isEqualTo(entry(written - 1));
      assertThat(reader.lost()).isEqualTo(100);
    }
  }

  /** One thread writes as fast as it can: no entry is ever seen half written. */
  @Test
  void neverTearsAnEntry() throws Exception {
    int written = 300_000;
    try (TraceWriter writer = TraceWriter.create(ledger, 4711)) {
      TraceReader reader = TraceReader.open(ledger);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < written; i++) {
                  writer.add(entry(i));
                }
              });
      thread.start();
      long seen = 0;
      boolean last = false;
      while (!last) {
        last = !thread.isAlive();
        List<TraceEntry> entries = poll(reader);
        for (TraceEntry entry : entries) {
          assertThat(entry).isEqualTo(entry(entry.number()));
        }
        seen += entries.size();
      }
      thread.join();
      assertThat(seen + reader.lost()).isEqualTo(written);
    }
  }

  @Test
  void cutsTextsAtACharacter() throws IOException {
    try (TraceWriter writer = TraceWriter.create(ledger, 4711)) {
      TraceReader reader = TraceReader.open(ledger);
      writer.add(named("ü".repeat(400)));
      String path = poll(reader).get(0).path();
      assertThat(path).isEqualTo("ü".repeat((TraceRing.PATH_LENGTH - Short.BYTES) / 2));
    }
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    var unused = TraceWriter.create(ledger, 4711);
    TraceRing.request(ledger);
    for (Path file : List.of(TraceRing.of(ledger), directory.resolve("4711.1.ledger.watch"))) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void isWantedWhileRequestsAreFresh() throws IOException {
    assertThat(TraceRing.isRequested(ledger)).isFalse();
    TraceRing.request(ledger);
    assertThat(TraceRing.isRequested(ledger)).isTrue();
    Path request = directory.resolve("4711.1.ledger.watch");
    Files.setLastModifiedTime(
        request, FileTime.from(Instant.now().minus(TraceRing.PATIENCE).minusSeconds(1)));
    assertThat(TraceRing.isRequested(ledger)).isFalse();
    TraceRing.request(ledger);
    assertThat(TraceRing.isRequested(ledger)).isTrue();
    TraceRing.withdraw(ledger);
    assertThat(TraceRing.isRequested(ledger)).isFalse();
    TraceRing.withdraw(ledger);
  }

  @Test
  void refusesWhatIsNoRing() throws IOException {
    assertThatThrownBy(() -> TraceReader.open(ledger)).isInstanceOf(NoSuchFileException.class);
    Path ring = TraceRing.of(ledger);
    Files.write(ring, new byte[100]);
    assertThatThrownBy(() -> TraceReader.open(ledger))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("has 100 bytes");
    byte[] zeros = new byte[TraceRing.LENGTH];
    Files.write(ring, zeros);
    assertThatThrownBy(() -> TraceReader.open(ledger))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("is no ring of transfers");
    var unused = TraceWriter.create(ledger, 4711);
    byte[] other = Files.readAllBytes(ring);
    other[TraceRing.VERSION_OFFSET] = 9;
    Files.write(ring, other);
    assertThatThrownBy(() -> TraceReader.open(ledger))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("has version 9, this bytetrail reads 1");
  }

  private static List<TraceEntry> poll(TraceReader reader) throws IOException {
    List<TraceEntry> entries = new ArrayList<>();
    reader.poll(entries::add);
    return entries;
  }

  private static TraceEntry entry(int number) {
    return new TraceEntry(
        number,
        number,
        number,
        number,
        number,
        0,
        number & 0xfff,
        number,
        Operation.FILE_INPUT_STREAM_READ,
        null,
        SizeClass.BELOW_4_KIB,
        false,
        "/srv/" + number,
        "t" + number);
  }

  private static TraceEntry named(String path) {
    return new TraceEntry(
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Operation.FILE_INPUT_STREAM_READ,
        null,
        SizeClass.BELOW_4_KIB,
        false,
        path,
        "");
  }
}
