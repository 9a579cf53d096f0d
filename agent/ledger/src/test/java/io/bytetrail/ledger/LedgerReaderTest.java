package io.bytetrail.ledger;

import static io.bytetrail.ledger.LedgerDescriptor.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerReaderTest {
  @TempDir Path directory;

  @Test
  void namesWhatAForeignFileBeginsWith() throws IOException {
    Path file = directory.resolve("foreign");
    Files.writeString(file, "PK".repeat(LedgerDescriptor.HEADER_LENGTH));

    assertThatThrownBy(() -> LedgerReader.read(file))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(file + " is not a ledger: it begins with 0x4b504b504b504b50");
  }

  @Test
  void namesAnotherVersion() {
    ByteBuffer ledger = Ledgers.sample().putInt(VERSION_OFFSET, 7);

    assertThatThrownBy(() -> LedgerReader.of("old", ledger).read())
        .isInstanceOf(LedgerException.class)
        .hasMessage(
            "old is a ledger of version 7, this build reads version 4: use the jar that wrote it");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Ledgers.sample().array();
    for (int length = 0; length < whole.length; length += 97) {
      ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
      assertThatExceptionOfType(LedgerException.class)
          .isThrownBy(() -> LedgerReader.of("cut", cut).read())
          .withMessageMatching("cut (is \\d+ bytes long|is not a ledger).*");
    }
    assertThat(LedgerReader.of("whole", ByteBuffer.wrap(whole)).read().lanes()).hasSize(4);
  }

  @Test
  void survivesAFileThatIsCutShortWhileItIsMapped() throws IOException {
    Path file = directory.resolve("1.1.ledger");
    Files.write(file, Ledgers.sample().array());
    LedgerReader reader = LedgerReader.map(file);
    assertThat(reader.read().lanes()).hasSize(4);

    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }

    assertThatThrownBy(reader::read)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("cut short");
  }

  @Test
  void leavesOutRowsThatMakeNoSenseAndCountsThem() throws IOException {
    ByteBuffer ledger = Ledgers.sample();
    int lanes = ledger.getInt(LANE_REGION_OFFSET + REGION_OFFSET);
    ledger.putInt(lanes + 3 * LANE_STRIDE + LANE_SITE_OFFSET, 99);
    ledger.putInt(lanes + 4 * LANE_STRIDE + LANE_UPSTREAM_OFFSET, 4);
    int cells = ledger.getInt(CELL_REGION_OFFSET + REGION_OFFSET);
    ledger.putInt(cells + 5 * CELL_STRIDE, -1);

    LedgerSnapshot snapshot = LedgerReader.of("damaged", ledger).read();

    assertThat(snapshot.skipped()).isEqualTo(3);
    assertThat(snapshot.lanes()).extracting(LaneSnapshot::id).containsExactly(1, 2);
  }

  @Test
  void cutsLongTextOnACharacterBoundary() throws IOException {
    LedgerSettings settings = Ledgers.settings(4, 4, 4);
    ByteBuffer ledger = ByteBuffer.allocate(LedgerWriter.length(settings));
    LedgerWriter writer = new LedgerWriter(ledger, settings, 0, 0);
    int site = writer.addSite("€".repeat(300), "ü".repeat(300));
    writer.addLane(site, Operation.MAP, SizeClass.UNKNOWN, 0, 0, "/x" + "ü".repeat(300));

    LaneSnapshot lane = LedgerReader.of("long", ledger).read().lane(FIRST_LANE).orElseThrow();

    assertThat(lane.site()).isEqualTo("€".repeat(170));
    assertThat(lane.via()).isEqualTo("ü".repeat(127));
    assertThat(lane.path()).isEqualTo("/x" + "ü".repeat(118));
  }

  @Test
  void readsNothingButLedgersFromRandomBytes() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(9_000)] : Ledgers.sample().array();
      if (i % 2 == 0) {
        random.nextBytes(bytes);
      } else {
        for (int flips = random.nextInt(20); flips >= 0; flips--) {
          // Mostly in the header, where it hurts.
          int bound = random.nextInt(4) == 0 ? bytes.length : 256;
          bytes[random.nextInt(bound)] = (byte) random.nextInt();
        }
      }
      readOrRefuse(bytes);
    }
  }

  @Test
  void leavesMissingFilesToTheCaller() {
    assertThatThrownBy(() -> LedgerReader.read(directory.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      assertThat(LedgerReader.of("random", ByteBuffer.wrap(bytes)).read().lanes()).isNotNull();
    } catch (LedgerException e) {
      assertThat(e).hasMessageStartingWith("random ");
    }
  }
}
