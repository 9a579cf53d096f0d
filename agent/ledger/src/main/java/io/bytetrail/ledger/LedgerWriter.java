package io.bytetrail.ledger;

import static io.bytetrail.ledger.LedgerDescriptor.*;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Writes a ledger's header, sites and lanes, and gives out its cells; the counting itself is done
 * by whoever owns a cell, on its address.
 *
 * <p>Assumes one caller at a time: the caller locks. Rows are written first and published after, so
 * a reader that finds one published finds it whole. Nothing here waits, and nothing throws when a
 * table is full: a row that finds no room is answered with the row that stands for "other", and
 * counted in the header.
 */
public final class LedgerWriter {
  /** What {@link #claimCell} answers when every cell has been given out. */
  public static final int NO_CELL = -1;

  private final ByteBuffer ledger;
  private final int siteOffset;
  private final int laneOffset;
  private final int cellOffset;
  private final int sampleOffset;
  private final LedgerSettings settings;
  private int sites;
  private int lanes;
  private int cells;
  private String notes = "";

  /**
   * Writes an empty ledger into {@code ledger}, which is all zero and at least {@link #length}
   * bytes long.
   */
  public LedgerWriter(ByteBuffer ledger, LedgerSettings settings, long slotAddress, int slotCount) {
    this.ledger = ledger.duplicate().order(BYTE_ORDER);
    this.settings = settings;
    siteOffset = HEADER_LENGTH;
    laneOffset = siteOffset + settings.sites() * SITE_STRIDE;
    cellOffset = laneOffset + settings.lanes() * LANE_STRIDE;
    sampleOffset = cellOffset + settings.cells() * CELL_STRIDE;
    cells = settings.lanes();
    writeHeader(slotAddress, slotCount);
    addSite("other", "");
    writeLane(LANE_NONE, SITE_OTHER, Operation.UNKNOWN, SizeClass.UNKNOWN, LANE_NONE, 0, "");
    writeLane(LANE_OTHER, SITE_OTHER, Operation.OTHER, SizeClass.UNKNOWN, LANE_NONE, 0, "");
    writeLane(LANE_BYTETRAIL, SITE_OTHER, Operation.BYTETRAIL, SizeClass.UNKNOWN, LANE_NONE, 0, "");
    lanes = FIRST_LANE;
    publishCount(LANE_REGION_OFFSET, lanes);
    publishCount(CELL_REGION_OFFSET, cells);
    publishCount(SAMPLE_REGION_OFFSET, settings.lanes());
  }

  /** How many bytes a ledger with these settings takes. */
  public static int length(LedgerSettings settings) {
    return Math.toIntExact(
        HEADER_LENGTH
            + (long) settings.sites() * SITE_STRIDE
            + (long) settings.lanes() * LANE_STRIDE
            + (long) settings.cells() * CELL_STRIDE
            + (long) settings.lanes() * SAMPLE_STRIDE);
  }

  /** Tells readers whether the process is starting, running or has ended in order. */
  public void state(int state) {
    VarHandle.releaseFence();
    ledger.putInt(STATE_OFFSET, state);
  }

  /**
   * Adds a site; returns its id, or {@link LedgerDescriptor#SITE_OTHER} when there is no room.
   *
   * @param via the framework's frame that did it for the site; empty for none
   */
  public int addSite(String text, String via) {
    if (sites == settings.sites()) {
      lost(LOST_SITES_OFFSET);
      return SITE_OTHER;
    }
    int offset = siteOffset + sites * SITE_STRIDE;
    TextField.put(ledger, offset + SITE_TEXT_OFFSET, SITE_TEXT_LENGTH, text);
    TextField.put(ledger, offset + SITE_VIA_OFFSET, SITE_VIA_LENGTH, via);
    publishCount(SITE_REGION_OFFSET, ++sites);
    return sites - 1;
  }

  /**
   * Adds a lane; returns its id, or {@link LedgerDescriptor#LANE_OTHER} when there is no room.
   *
   * @param link how it is joined to its upstream: the bits of {@link Link}
   */
  public int addLane(
      int site, Operation operation, SizeClass sizeClass, int upstream, int link, String path) {
    if (lanes == settings.lanes()) {
      lost(LOST_LANES_OFFSET);
      return LANE_OTHER;
    }
    writeLane(lanes, site, operation, sizeClass, upstream, link, path);
    publishCount(LANE_REGION_OFFSET, ++lanes);
    return lanes - 1;
  }

  /**
   * Gives out a cell that nobody has had yet, for this lane and for good; whoever has it is the
   * only thread that writes it. Returns its offset in the ledger, or {@link #NO_CELL}.
   */
  public int claimCell(int lane) {
    if (cells == settings.cells()) {
      lost(LOST_CELLS_OFFSET);
      return NO_CELL;
    }
    int offset = cellOffset + cells * CELL_STRIDE;
    ledger.putInt(offset + CELL_LANE_OFFSET, lane);
    publishCount(CELL_REGION_OFFSET, ++cells);
    return offset;
  }

  /** The offset of the cell that any thread may add to, atomically, for this lane. */
  public int sharedCell(int lane) {
    return cellOffset + lane * CELL_STRIDE;
  }

  /** The offset of this lane's samples, which any thread may add to, atomically. */
  public int samples(int lane) {
    return sampleOffset + lane * SAMPLE_STRIDE;
  }

  /** Keeps the first text given, of those that say what went wrong in the hooks. */
  public void firstError(String text) {
    if (ledger.getShort(FIRST_ERROR_OFFSET) == 0 || !notes.isEmpty()) {
      notes = "";
      TextField.put(ledger, FIRST_ERROR_OFFSET, FIRST_ERROR_LENGTH, text);
    }
  }

  /** Keeps what the hooks do not see, each text once, until there is an error to be told. */
  public void note(String text) {
    boolean failed = notes.isEmpty() && ledger.getShort(FIRST_ERROR_OFFSET) != 0;
    if (!failed && !notes.contains(text)) {
      notes = notes.isEmpty() ? text : notes + "; " + text;
      TextField.put(ledger, FIRST_ERROR_OFFSET, FIRST_ERROR_LENGTH, notes);
    }
  }

  private void writeHeader(long slotAddress, int slotCount) {
    ledger.putInt(VERSION_OFFSET, VERSION);
    ledger.putInt(HEADER_LENGTH_OFFSET, HEADER_LENGTH);
    ledger.putLong(TOTAL_LENGTH_OFFSET, length(settings));
    ledger.putInt(PID_OFFSET, settings.pid());
    ledger.putInt(STATE_OFFSET, STATE_STARTING);
    ledger.putLong(START_MILLIS_OFFSET, settings.startMillis());
    ledger.putLong(SLOT_ADDRESS_OFFSET, slotAddress);
    ledger.putInt(SLOT_COUNT_OFFSET, slotCount);
    ledger.putLong(PID_NAMESPACE_OFFSET, settings.pidNamespace());
    putRegion(SITE_REGION_OFFSET, siteOffset, settings.sites(), SITE_STRIDE);
    putRegion(LANE_REGION_OFFSET, laneOffset, settings.lanes(), LANE_STRIDE);
    putRegion(CELL_REGION_OFFSET, cellOffset, settings.cells(), CELL_STRIDE);
    putRegion(SAMPLE_REGION_OFFSET, sampleOffset, settings.lanes(), SAMPLE_STRIDE);
    TextField.put(ledger, JVM_VERSION_OFFSET, JVM_VERSION_LENGTH, settings.jvmVersion());
    TextField.put(ledger, SERVICE_OFFSET, SERVICE_LENGTH, settings.service());
    // Last, so that a file without it was never a ledger.
    VarHandle.releaseFence();
    ledger.putLong(MAGIC_OFFSET, MAGIC);
  }

  private void putRegion(int region, int offset, int capacity, int stride) {
    ledger.putInt(region + REGION_OFFSET, offset);
    ledger.putInt(region + REGION_CAPACITY, capacity);
    ledger.putInt(region + REGION_STRIDE, stride);
  }

  private void publishCount(int region, int count) {
    VarHandle.releaseFence();
    ledger.putInt(region + REGION_COUNT, count);
  }

  private void lost(int counter) {
    ledger.putLong(counter, ledger.getLong(counter) + 1);
  }

  private void writeLane(
      int lane,
      int site,
      Operation operation,
      SizeClass sizeClass,
      int upstream,
      int link,
      String path) {
    int offset = laneOffset + lane * LANE_STRIDE;
    ledger.putInt(offset + LANE_SITE_OFFSET, site);
    ledger.putShort(offset + LANE_OPERATION_OFFSET, (short) operation.code());
    ledger.put(offset + LANE_SIZE_CLASS_OFFSET, (byte) sizeClass.code());
    ledger.put(offset + LANE_LINK_OFFSET, (byte) link);
    ledger.putInt(offset + LANE_UPSTREAM_OFFSET, upstream);
    TextField.put(ledger, offset + LANE_PATH_OFFSET, LANE_PATH_LENGTH, path);
    ledger.putInt(cellOffset + lane * CELL_STRIDE + CELL_LANE_OFFSET, lane);
    VarHandle.releaseFence();
    ledger.putInt(offset + LANE_STATE_OFFSET, LANE_PUBLISHED);
  }
}
