package io.bytetrail.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds the layout still: the same ledger, byte for byte, as every build of this version wrote.
 * After a change of the layout, and of its version, run with {@code -Dgolden.write=true}.
 */
class LedgerGoldenTest {
  static final String GOLDEN = "ledger-v4.bin";

  @Test
  void writesTheBytesOfThisVersion() throws IOException {
    byte[] written = Ledgers.sample().array();
    if (Boolean.getBoolean("golden.write")) {
      Files.write(Path.of("src/test/resources/io/bytetrail/ledger", GOLDEN), written);
    }

    assertThat(written).isEqualTo(golden());
  }

  @Test
  void readsTheBytesOfThisVersion() throws IOException {
    LedgerSnapshot snapshot = LedgerReader.of(GOLDEN, ByteBuffer.wrap(golden())).read();

    assertThat(snapshot.pid()).isEqualTo(4711);
    assertThat(snapshot.state()).isEqualTo(LedgerDescriptor.STATE_RUNNING);
    assertThat(snapshot.startMillis()).isEqualTo(1_750_000_000_000L);
    assertThat(snapshot.slotAddress()).isEqualTo(0x7f00_1234_5000L);
    assertThat(snapshot.slots()).isEqualTo(1 << 22);
    assertThat(snapshot.pidNamespace()).isEqualTo(4_026_531_836L);
    assertThat(snapshot.service()).isEqualTo("file-server");
    assertThat(snapshot.jvmVersion()).isEqualTo("25.0.3");
    assertThat(snapshot.lostSites()).isEqualTo(1);
    assertThat(snapshot.lostLanes()).isEqualTo(1);
    assertThat(snapshot.lostCells()).isEqualTo(1);
    assertThat(snapshot.firstError()).isEqualTo("java.lang.IllegalStateException: test");
    assertThat(snapshot.skipped()).isZero();
    assertThat(snapshot.lane(3))
        .contains(
            new LaneSnapshot(
                3,
                "com.acme.Download.send(Download.java:88)",
                "org.apache.commons.io.IOUtils.copy(IOUtils.java:1)",
                Operation.FILE_CHANNEL_READ_DIRECT,
                SizeClass.FROM_1_MIB,
                0,
                0,
                "/srv/files/größe.bin",
                3,
                300,
                1,
                1,
                300,
                70,
                8,
                7,
                new LaneSamples(5, 65_536, 131_072, 1_048_576, 1.5e12, 9, 65_536, 66_000)));
    assertThat(snapshot.samplingNanos()).isEqualTo(12_345);
    assertThat(snapshot.samplingReadBytes()).isEqualTo(1_100);
    assertThat(snapshot.lane(4).orElseThrow().upstream()).isEqualTo(3);
    assertThat(snapshot.lane(4).orElseThrow().link()).isEqualTo(Link.INFERRED | Link.TLS);
    assertThat(snapshot.lanes()).hasSize(4);
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = LedgerGoldenTest.class.getResourceAsStream(GOLDEN)) {
      return in.readAllBytes();
    }
  }
}
