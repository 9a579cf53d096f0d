package io.bytetrail.ledger;

import static io.bytetrail.ledger.LedgerDescriptor.*;

import java.nio.ByteBuffer;

/** A small ledger with something in every field. */
final class Ledgers {
  private Ledgers() {}

  static LedgerSettings settings(int sites, int lanes, int cells) {
    return new LedgerSettings(
        4711, 4_026_531_836L, 1_750_000_000_000L, "file-server", "25.0.3", sites, lanes, cells);
  }

  static ByteBuffer sample() {
    LedgerSettings settings = settings(2, 5, 6);
    ByteBuffer ledger = ByteBuffer.allocate(LedgerWriter.length(settings)).order(BYTE_ORDER);
    LedgerWriter writer = new LedgerWriter(ledger, settings, 0x7f00_1234_5000L, 1 << 22);
    int site =
        writer.addSite(
            "com.acme.Download.send(Download.java:88)",
            "org.apache.commons.io.IOUtils.copy(IOUtils.java:1)");
    int lost = writer.addSite("com.acme.TooMany.one(TooMany.java:1)", "");
    int read =
        writer.addLane(
            site,
            Operation.FILE_CHANNEL_READ_DIRECT,
            SizeClass.FROM_1_MIB,
            0,
            Link.IDENTITY,
            "/srv/files/größe.bin");
    writer.addLane(
        site,
        Operation.SOCKET_CHANNEL_WRITE_DIRECT,
        SizeClass.FROM_1_MIB,
        read,
        Link.INFERRED | Link.TLS,
        "");
    writer.addLane(lost, Operation.FORCE, SizeClass.GROWING, 0, 0, "/too/many");
    int cell = writer.claimCell(read);
    writer.claimCell(read);
    count(ledger, cell, 1, 100, 1, 0);
    count(ledger, writer.sharedCell(read), 2, 200, 0, 1);
    ledger.putLong(cell + CELL_JVM_COPIED_OFFSET, 300);
    ledger.putLong(cell + CELL_BUFFER_COPIED_OFFSET, 70);
    ledger.putInt(cell + CELL_CHECKED_OFFSET, 8);
    ledger.putInt(cell + CELL_CONFIRMED_OFFSET, 7);
    int samples = writer.samples(read);
    ledger.putLong(samples + SAMPLE_CALLS_OFFSET, 5);
    ledger.putLong(samples + SAMPLE_LOT_OFFSET, 65_536);
    ledger.putLong(samples + SAMPLE_READ_OFFSET, 131_072);
    ledger.putLong(samples + SAMPLE_UNSEEN_OFFSET, 1_048_576);
    ledger.putDouble(samples + SAMPLE_SQUARES_OFFSET, 1.5e12);
    ledger.putLong(samples + SAMPLE_ONE_IN_OFFSET, 9);
    ledger.putLong(samples + SAMPLE_LARGEST_READ_OFFSET, 65_536);
    ledger.putLong(samples + SAMPLE_LARGEST_CALL_OFFSET, 66_000);
    ledger.putLong(SAMPLING_NANOS_OFFSET, 12_345);
    ledger.putLong(SAMPLING_READ_OFFSET, 1_100);
    writer.firstError("java.lang.IllegalStateException: test");
    writer.firstError("java.lang.IllegalStateException: the second");
    writer.state(STATE_RUNNING);
    return ledger;
  }

  static void count(
      ByteBuffer ledger, int cell, long calls, long bytes, long transfers, long errors) {
    ledger.putLong(cell + CELL_CALLS_OFFSET, calls);
    ledger.putLong(cell + CELL_BYTES_OFFSET, bytes);
    ledger.putLong(cell + CELL_TRANSFERS_OFFSET, transfers);
    ledger.putLong(cell + CELL_ERRORS_OFFSET, errors);
  }
}
