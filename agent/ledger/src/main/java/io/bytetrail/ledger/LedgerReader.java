package io.bytetrail.ledger;

import static io.bytetrail.ledger.LedgerDescriptor.*;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads ledgers, the ones of running processes included, and trusts nothing in them: a file that is
 * not a sound ledger is answered with a {@link LedgerException} that says what was seen, a row that
 * makes no sense is left out and counted.
 *
 * <p>The file is mapped, not read: an aligned 64-bit number of a mapping is never seen half
 * written. A file that is cut short while it is mapped ends in a {@link LedgerException}, too.
 *
 * <p>Not safe for use by several threads.
 */
public final class LedgerReader {
  private final String name;
  private final Path file;
  private final ByteBuffer ledger;

  /** Reads from these bytes; {@code file} is null where they are no file's. */
  private LedgerReader(String name, Path file, ByteBuffer ledger) {
    this.name = name;
    this.file = file;
    this.ledger = ledger.order(BYTE_ORDER);
  }

  /** Maps a ledger, to be read as often as one likes; the mapping goes when the reader does. */
  public static LedgerReader map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = Math.min(channel.size(), Integer.MAX_VALUE);
      return new LedgerReader(file.toString(), file, Mapping.of(channel, false, size));
    }
  }

  /** Reads a ledger once. */
  public static LedgerSnapshot read(Path file) throws IOException {
    return map(file).read();
  }

  /** Reads a ledger's file where it is mapped already, for longer than the reader is used. */
  public static LedgerReader of(Path file, ByteBuffer memory) {
    return new LedgerReader(file.toString(), file, memory.duplicate());
  }

  /** For tests: a ledger that is in memory. */
  static LedgerReader of(String name, ByteBuffer bytes) {
    return new LedgerReader(name, null, bytes.duplicate());
  }

  /** The ledger as it is now. */
  public LedgerSnapshot read() throws LedgerException {
    refuseIfCut();
    try {
      LedgerSnapshot snapshot = readChecked();
      // Compiled code is told of a fault only when it next comes back from native code: here, and
      // not wherever the caller does.
      refuseIfCut();
      return snapshot;
    } catch (InternalError e) {
      // How the JVM answers a read past the end of a mapped file.
      throw cutShort();
    }
  }

  /** A file that is gone is none that was cut: the mapping still has it all. */
  private void refuseIfCut() throws LedgerException {
    try {
      if (file != null && Files.size(file) < ledger.capacity()) {
        throw cutShort();
      }
    } catch (LedgerException e) {
      throw e;
    } catch (IOException e) {
      // Removed, as at an orderly end.
    }
  }

  private LedgerException cutShort() {
    return new LedgerException(name + ": the file was cut short while it was read");
  }

  private LedgerSnapshot readChecked() throws LedgerException {
    checkHeader();
    Region sites = region("site", SITE_REGION_OFFSET, SITE_STRIDE);
    Region lanes = region("lane", LANE_REGION_OFFSET, LANE_STRIDE);
    Region cells = region("cell", CELL_REGION_OFFSET, CELL_STRIDE);
    Region samples = region("sample", SAMPLE_REGION_OFFSET, SAMPLE_STRIDE);
    VarHandle.acquireFence();
    Rows rows = new Rows();
    readLanes(sites, lanes, rows);
    readCells(cells, rows);
    readSamples(samples, rows);
    return new LedgerSnapshot(
        ledger.getInt(PID_OFFSET),
        ledger.getInt(STATE_OFFSET),
        ledger.getLong(START_MILLIS_OFFSET),
        ledger.getLong(SLOT_ADDRESS_OFFSET),
        ledger.getInt(SLOT_COUNT_OFFSET),
        ledger.getLong(PID_NAMESPACE_OFFSET),
        TextField.get(ledger, JVM_VERSION_OFFSET, JVM_VERSION_LENGTH),
        TextField.get(ledger, SERVICE_OFFSET, SERVICE_LENGTH),
        rows.snapshots(),
        ledger.getLong(LOST_SITES_OFFSET),
        ledger.getLong(LOST_LANES_OFFSET),
        ledger.getLong(LOST_CELLS_OFFSET),
        ledger.getLong(SUPPRESSED_OFFSET),
        TextField.get(ledger, FIRST_ERROR_OFFSET, FIRST_ERROR_LENGTH),
        ledger.getLong(SAMPLING_NANOS_OFFSET),
        ledger.getLong(SAMPLING_READ_OFFSET),
        rows.skipped);
  }

  private void checkHeader() throws LedgerException {
    if (ledger.capacity() < HEADER_LENGTH) {
      throw bad(
          "is %d bytes long, a ledger has a header of %d"
              .formatted(ledger.capacity(), HEADER_LENGTH));
    }
    long magic = ledger.getLong(MAGIC_OFFSET);
    if (magic != MAGIC) {
      throw bad(
          "is not a ledger: it begins with 0x%016x, not with 0x%016x".formatted(magic, MAGIC));
    }
    int version = ledger.getInt(VERSION_OFFSET);
    if (version != VERSION) {
      throw bad(
          "is a ledger of version %d, this build reads version %d: use the jar that wrote it"
              .formatted(version, VERSION));
    }
    int headerLength = ledger.getInt(HEADER_LENGTH_OFFSET);
    if (headerLength != HEADER_LENGTH) {
      throw bad("has a header of %d bytes, not of %d".formatted(headerLength, HEADER_LENGTH));
    }
    long length = ledger.getLong(TOTAL_LENGTH_OFFSET);
    if (length < HEADER_LENGTH || length > ledger.capacity()) {
      throw bad("is %d bytes long, its header says %d".formatted(ledger.capacity(), length));
    }
  }

  private Region region(String what, int at, int stride) throws LedgerException {
    Region region =
        new Region(
            ledger.getInt(at + REGION_OFFSET),
            ledger.getInt(at + REGION_CAPACITY),
            ledger.getInt(at + REGION_COUNT));
    int seen = ledger.getInt(at + REGION_STRIDE);
    if (seen != stride) {
      throw bad("has %s rows of %d bytes, not of %d".formatted(what, seen, stride));
    }
    long end = region.offset + (long) region.capacity * stride;
    if (region.offset < HEADER_LENGTH || region.capacity < 0 || end > ledger.capacity()) {
      throw bad(
          "has %d %s rows at offset %d, outside its %d bytes"
              .formatted(region.capacity, what, region.offset, ledger.capacity()));
    }
    if (region.count < 0 || region.count > region.capacity) {
      throw bad("has %d %s rows, but room for %d".formatted(region.count, what, region.capacity));
    }
    return region;
  }

  private void readLanes(Region sites, Region lanes, Rows rows) {
    rows.lanes = new Row[lanes.count];
    for (int id = LANE_OTHER; id < lanes.count; id++) {
      int offset = lanes.offset + id * LANE_STRIDE;
      int site = ledger.getInt(offset + LANE_SITE_OFFSET);
      int upstream = ledger.getInt(offset + LANE_UPSTREAM_OFFSET);
      boolean sound =
          ledger.getInt(offset + LANE_STATE_OFFSET) == LANE_PUBLISHED
              && site >= 0
              && site < sites.count
              && upstream >= 0
              && upstream < id;
      if (!sound) {
        rows.skipped++;
        continue;
      }
      Row row = new Row();
      row.id = id;
      int siteOffset = sites.offset + site * SITE_STRIDE;
      row.site = TextField.get(ledger, siteOffset + SITE_TEXT_OFFSET, SITE_TEXT_LENGTH);
      row.via = TextField.get(ledger, siteOffset + SITE_VIA_OFFSET, SITE_VIA_LENGTH);
      row.operation =
          Operation.ofCode(Short.toUnsignedInt(ledger.getShort(offset + LANE_OPERATION_OFFSET)));
      row.sizeClass = SizeClass.ofCode(ledger.get(offset + LANE_SIZE_CLASS_OFFSET));
      row.upstream = upstream;
      row.link = Byte.toUnsignedInt(ledger.get(offset + LANE_LINK_OFFSET));
      row.path = TextField.get(ledger, offset + LANE_PATH_OFFSET, LANE_PATH_LENGTH);
      rows.lanes[id] = row;
    }
  }

  private void readCells(Region cells, Rows rows) {
    for (int i = 0; i < cells.count; i++) {
      int offset = cells.offset + i * CELL_STRIDE;
      int lane = ledger.getInt(offset + CELL_LANE_OFFSET);
      if (lane == LANE_NONE) {
        continue;
      }
      if (lane < 0 || lane >= rows.lanes.length || rows.lanes[lane] == null) {
        // A lane published since the lanes were read is no damage: it is read next time.
        rows.skipped += lane < 0 || lane > LANE_WORD_ID_MASK ? 1 : 0;
        continue;
      }
      Row row = rows.lanes[lane];
      row.calls += ledger.getLong(offset + CELL_CALLS_OFFSET);
      row.bytes += ledger.getLong(offset + CELL_BYTES_OFFSET);
      row.transfers += ledger.getLong(offset + CELL_TRANSFERS_OFFSET);
      row.errors += ledger.getLong(offset + CELL_ERRORS_OFFSET);
      row.jvmCopied += ledger.getLong(offset + CELL_JVM_COPIED_OFFSET);
      row.bufferCopied += ledger.getLong(offset + CELL_BUFFER_COPIED_OFFSET);
      row.checked += Integer.toUnsignedLong(ledger.getInt(offset + CELL_CHECKED_OFFSET));
      row.confirmed += Integer.toUnsignedLong(ledger.getInt(offset + CELL_CONFIRMED_OFFSET));
    }
  }

  private void readSamples(Region samples, Rows rows) {
    for (int id = 0; id < Math.min(samples.count, rows.lanes.length); id++) {
      int offset = samples.offset + id * SAMPLE_STRIDE;
      long calls = ledger.getLong(offset + SAMPLE_CALLS_OFFSET);
      if (calls > 0 && rows.lanes[id] != null) {
        double squares = ledger.getDouble(offset + SAMPLE_SQUARES_OFFSET);
        rows.lanes[id].samples =
            new LaneSamples(
                calls,
                ledger.getLong(offset + SAMPLE_LOT_OFFSET),
                ledger.getLong(offset + SAMPLE_READ_OFFSET),
                ledger.getLong(offset + SAMPLE_UNSEEN_OFFSET),
                squares >= 0 ? squares : 0, // nor is it a number in a damaged file
                ledger.getLong(offset + SAMPLE_ONE_IN_OFFSET),
                ledger.getLong(offset + SAMPLE_LARGEST_READ_OFFSET),
                ledger.getLong(offset + SAMPLE_LARGEST_CALL_OFFSET));
      }
    }
  }

  private LedgerException bad(String what) {
    return new LedgerException(name + " " + what);
  }

  private record Region(int offset, int capacity, int count) {}

  private static final class Rows {
    private Row[] lanes;
    private int skipped;

    private List<LaneSnapshot> snapshots() {
      List<LaneSnapshot> snapshots = new ArrayList<>();
      for (Row row : lanes) {
        if (row != null) {
          snapshots.add(row.snapshot());
        }
      }
      return snapshots;
    }
  }

  private static final class Row {
    private int id;
    private String site;
    private String via;
    private Operation operation;
    private SizeClass sizeClass;
    private int upstream;
    private int link;
    private String path;
    private long calls;
    private long bytes;
    private long transfers;
    private long errors;
    private long jvmCopied;
    private long bufferCopied;
    private long checked;
    private long confirmed;
    private LaneSamples samples = LaneSamples.NONE;

    private LaneSnapshot snapshot() {
      return new LaneSnapshot(
          id,
          site,
          via,
          operation,
          sizeClass,
          upstream,
          link,
          path,
          calls,
          bytes,
          transfers,
          errors,
          jvmCopied,
          bufferCopied,
          checked,
          confirmed,
          samples);
    }
  }
}
