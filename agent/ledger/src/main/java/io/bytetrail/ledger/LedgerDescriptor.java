package io.bytetrail.ledger;

import java.nio.ByteOrder;

/**
 * Layout of the ledger: one memory-mapped file that an agent writes and any number of readers map.
 *
 * <p>Five regions follow each other. All numbers are little-endian; strings are UTF-8 behind a
 * 16-bit length, cut at the field's size on a character boundary.
 *
 * <pre>
 *  +-----------------------------------------------------------------+ 0
 *  |  header                                                         |
 *  +-----------------------------------------------------------------+ header length (4096)
 *  |  sites       site capacity  x 768 bytes                         |
 *  +-----------------------------------------------------------------+
 *  |  lanes       lane capacity  x 256 bytes                         |
 *  +-----------------------------------------------------------------+
 *  |  cells       cell capacity  x  64 bytes                         |
 *  +-----------------------------------------------------------------+
 *  |  samples     lane capacity  x  64 bytes                         |
 *  +-----------------------------------------------------------------+ total length
 * </pre>
 *
 * Header:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                    magic  "BYTETRAL"                          | 0
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                           version                             | 8
 *  +---------------------------------------------------------------+
 *  |                        header length                          | 12
 *  +---------------------------------------------------------------+
 *  |                         total length                          | 16
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |             pid (as its own pid namespace has it)             | 24
 *  +---------------------------------------------------------------+
 *  |         state (0 being made, 1 running, 2 ended)              | 28
 *  +---------------------------------------------------------------+
 *  |             start of the JVM, ms since the epoch              | 32
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |          address of the thread slots in the process           | 40
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                  thread slots (one per tid)                   | 48
 *  +---------------------------------------------------------------+
 *  |                           (zero)                              | 52
 *  +---------------------------------------------------------------+
 *  |               inode of the process's pid namespace            | 56
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |  site: offset | capacity | stride | count      (4 x 32 bits)  | 64
 *  +---------------------------------------------------------------+
 *  |  lane: offset | capacity | stride | count      (4 x 32 bits)  | 80
 *  +---------------------------------------------------------------+
 *  |  cell: offset | capacity | stride | count      (4 x 32 bits)  | 96
 *  +---------------------------------------------------------------+
 *  |     sites that found no room (counted under site 0)           | 112
 *  |     lanes that found no room (counted under lane 1)           | 120
 *  |     cells that found no room (counted in the shared cell)     | 128
 *  |     errors that the hooks suppressed                          | 136
 *  |                                               (4 x 64 bits)   |
 *  +---------------------------------------------------------------+
 *  |  sample: offset | capacity | stride | count    (4 x 32 bits)  | 144
 *  +---------------------------------------------------------------+
 *  |     ns spent on sampling                         (64 bits)    | 160
 *  |     bytes of /proc read for it                   (64 bits)    | 168
 *  +---------------------------------------------------------------+
 *  |                        (zero)                                 | 176
 *  +---------------------------------------------------------------+
 *  |  JVM version          16-bit length + up to  62 bytes         | 192
 *  |  service name         16-bit length + up to 254 bytes         | 256
 *  |  first suppressed error  16-bit length + up to 510 bytes      | 512
 *  |    (while there is none: what the hooks do not see)           |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Site (id = its index; 0 is "other"). It is published by raising the header's count.
 *
 * <pre>
 *  +---------------------------------------------------------------+
 *  |  the application's frame   16-bit length + up to 510 bytes    | 0
 *  |  via: the framework's      16-bit length + up to 254 bytes    | 512
 *  +---------------------------------------------------------------+ 768
 * </pre>
 *
 * <p>Lane (id = its index; 0 is "no lane", 1 "other", 2 bytetrail's own):
 *
 * <pre>
 *  +---------------------------------------------------------------+
 *  |             state (0 free, 1 published)                       | 0
 *  +---------------------------------------------------------------+
 *  |                        site id                                | 4
 *  +-------------------------------+---------------+---------------+
 *  |           operation           |  size class   |     link      | 8
 *  +-------------------------------+---------------+---------------+
 *  |                  upstream lane id, or 0                       | 12
 *  +---------------------------------------------------------------+
 *  |  path of the first file seen: 16-bit length + up to 238 bytes | 16
 *  +---------------------------------------------------------------+ 256
 * </pre>
 *
 * Link says how the lane is joined to its upstream; its bits are in {@link Link}.
 *
 * <p>Cell (64 bytes, one cache line). Cell <i>i</i> below the lane capacity is lane <i>i</i>'s
 * shared cell, which any thread may add to atomically; every other cell has one writing thread at a
 * time and belongs to one lane for good. A lane's count is the sum over its cells.
 *
 * <pre>
 *  +---------------------------------------------------------------+
 *  |               lane id, or 0 while the cell is free            | 0
 *  +---------------------------------------------------------------+
 *  |                         (zero)                                | 4
 *  +---------------------------------------------------------------+
 *  |   calls                                          (64 bits)    | 8
 *  |   bytes                                          (64 bits)    | 16
 *  |   transfers                                      (64 bits)    | 24
 *  |   calls that ended in an error                   (64 bits)    | 32
 *  |   bytes copied between heap and native memory    (64 bits)    | 40
 *  |   bytes copied from buffer to buffer             (64 bits)    | 48
 *  +---------------------------------------------------------------+
 *  |   writes whose inferred link was checked                      | 56
 *  |   of these, ones in which what was read was found             | 60
 *  +---------------------------------------------------------------+ 64
 * </pre>
 *
 * <p>Sample (64 bytes; id = its lane's): what a lane's calls had of the device, by {@code
 * /proc/self/task/<tid>/io}, in those calls that were chosen for it at random. Any thread adds to
 * it, atomically. N is in how many calls one was chosen at the time, y what the chosen one read.
 *
 * <pre>
 *  +---------------------------------------------------------------+
 *  |   calls chosen                                   (64 bits)    | 0
 *  |   device bytes read in those with N > 1          (64 bits)    | 8
 *  |   device bytes read in all chosen: sum of y      (64 bits)    | 16
 *  |   ... taken to be read in others: (N - 1) y      (64 bits)    | 24
 *  |   sum of N (N - 1) y^2          (64 bits, a floating number)  | 32
 *  |   largest N, of calls not chosen too             (64 bits)    | 40
 *  |   largest y                                      (64 bits)    | 48
 *  |   largest number of bytes of a chosen call       (64 bits)    | 56
 *  +---------------------------------------------------------------+ 64
 * </pre>
 */
public final class LedgerDescriptor {
  /** "BYTETRAL" read as a little-endian number. */
  public static final long MAGIC = 0x4C41_5254_4554_5942L;

  public static final int VERSION = 4;
  public static final ByteOrder BYTE_ORDER = ByteOrder.LITTLE_ENDIAN;

  public static final int MAGIC_OFFSET = 0;
  public static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  public static final int HEADER_LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  public static final int TOTAL_LENGTH_OFFSET = HEADER_LENGTH_OFFSET + Integer.BYTES;
  public static final int PID_OFFSET = TOTAL_LENGTH_OFFSET + Long.BYTES;
  public static final int STATE_OFFSET = PID_OFFSET + Integer.BYTES;
  public static final int START_MILLIS_OFFSET = STATE_OFFSET + Integer.BYTES;
  public static final int SLOT_ADDRESS_OFFSET = START_MILLIS_OFFSET + Long.BYTES;
  public static final int SLOT_COUNT_OFFSET = SLOT_ADDRESS_OFFSET + Long.BYTES;
  public static final int PID_NAMESPACE_OFFSET = SLOT_COUNT_OFFSET + 2 * Integer.BYTES;

  /** First of the four 32-bit numbers that describe a region. */
  public static final int SITE_REGION_OFFSET = PID_NAMESPACE_OFFSET + Long.BYTES;

  public static final int LANE_REGION_OFFSET = SITE_REGION_OFFSET + 4 * Integer.BYTES;
  public static final int CELL_REGION_OFFSET = LANE_REGION_OFFSET + 4 * Integer.BYTES;

  /** Within a region's description. */
  public static final int REGION_OFFSET = 0;

  public static final int REGION_CAPACITY = REGION_OFFSET + Integer.BYTES;
  public static final int REGION_STRIDE = REGION_CAPACITY + Integer.BYTES;
  public static final int REGION_COUNT = REGION_STRIDE + Integer.BYTES;

  public static final int LOST_SITES_OFFSET = CELL_REGION_OFFSET + 4 * Integer.BYTES;
  public static final int LOST_LANES_OFFSET = LOST_SITES_OFFSET + Long.BYTES;
  public static final int LOST_CELLS_OFFSET = LOST_LANES_OFFSET + Long.BYTES;
  public static final int SUPPRESSED_OFFSET = LOST_CELLS_OFFSET + Long.BYTES;

  public static final int SAMPLE_REGION_OFFSET = SUPPRESSED_OFFSET + Long.BYTES;
  public static final int SAMPLING_NANOS_OFFSET = SAMPLE_REGION_OFFSET + 4 * Integer.BYTES;
  public static final int SAMPLING_READ_OFFSET = SAMPLING_NANOS_OFFSET + Long.BYTES;

  public static final int JVM_VERSION_OFFSET = 192;
  public static final int JVM_VERSION_LENGTH = 64;
  public static final int SERVICE_OFFSET = JVM_VERSION_OFFSET + JVM_VERSION_LENGTH;
  public static final int SERVICE_LENGTH = 256;
  public static final int FIRST_ERROR_OFFSET = SERVICE_OFFSET + SERVICE_LENGTH;
  public static final int FIRST_ERROR_LENGTH = 512;
  public static final int HEADER_LENGTH = 4096;

  public static final int SITE_TEXT_OFFSET = 0;
  public static final int SITE_TEXT_LENGTH = 512;
  public static final int SITE_VIA_OFFSET = SITE_TEXT_OFFSET + SITE_TEXT_LENGTH;
  public static final int SITE_VIA_LENGTH = 256;
  public static final int SITE_STRIDE = SITE_VIA_OFFSET + SITE_VIA_LENGTH;

  public static final int LANE_STATE_OFFSET = 0;
  public static final int LANE_SITE_OFFSET = LANE_STATE_OFFSET + Integer.BYTES;
  public static final int LANE_OPERATION_OFFSET = LANE_SITE_OFFSET + Integer.BYTES;
  public static final int LANE_SIZE_CLASS_OFFSET = LANE_OPERATION_OFFSET + Short.BYTES;
  public static final int LANE_LINK_OFFSET = LANE_SIZE_CLASS_OFFSET + Byte.BYTES;
  public static final int LANE_UPSTREAM_OFFSET = LANE_LINK_OFFSET + Byte.BYTES;
  public static final int LANE_PATH_OFFSET = LANE_UPSTREAM_OFFSET + Integer.BYTES;
  public static final int LANE_STRIDE = 256;
  public static final int LANE_PATH_LENGTH = LANE_STRIDE - LANE_PATH_OFFSET;

  public static final int CELL_LANE_OFFSET = 0;
  public static final int CELL_CALLS_OFFSET = CELL_LANE_OFFSET + 2 * Integer.BYTES;
  public static final int CELL_BYTES_OFFSET = CELL_CALLS_OFFSET + Long.BYTES;
  public static final int CELL_TRANSFERS_OFFSET = CELL_BYTES_OFFSET + Long.BYTES;
  public static final int CELL_ERRORS_OFFSET = CELL_TRANSFERS_OFFSET + Long.BYTES;
  public static final int CELL_JVM_COPIED_OFFSET = CELL_ERRORS_OFFSET + Long.BYTES;
  public static final int CELL_BUFFER_COPIED_OFFSET = CELL_JVM_COPIED_OFFSET + Long.BYTES;
  public static final int CELL_CHECKED_OFFSET = CELL_BUFFER_COPIED_OFFSET + Long.BYTES;
  public static final int CELL_CONFIRMED_OFFSET = CELL_CHECKED_OFFSET + Integer.BYTES;
  public static final int CELL_STRIDE = 64;

  public static final int SAMPLE_CALLS_OFFSET = 0;
  public static final int SAMPLE_LOT_OFFSET = SAMPLE_CALLS_OFFSET + Long.BYTES;
  public static final int SAMPLE_READ_OFFSET = SAMPLE_LOT_OFFSET + Long.BYTES;
  public static final int SAMPLE_UNSEEN_OFFSET = SAMPLE_READ_OFFSET + Long.BYTES;
  public static final int SAMPLE_SQUARES_OFFSET = SAMPLE_UNSEEN_OFFSET + Long.BYTES;
  public static final int SAMPLE_ONE_IN_OFFSET = SAMPLE_SQUARES_OFFSET + Long.BYTES;
  public static final int SAMPLE_LARGEST_READ_OFFSET = SAMPLE_ONE_IN_OFFSET + Long.BYTES;
  public static final int SAMPLE_LARGEST_CALL_OFFSET = SAMPLE_LARGEST_READ_OFFSET + Long.BYTES;
  public static final int SAMPLE_STRIDE = 64;

  public static final int DEFAULT_SITE_CAPACITY = 2048;

  /** Also how many lane entries the probe keeps for a process. */
  public static final int DEFAULT_LANE_CAPACITY = 4096;

  public static final int DEFAULT_CELL_CAPACITY = 32768;

  public static final int SITE_OTHER = 0;
  public static final int LANE_NONE = 0;
  public static final int LANE_OTHER = 1;
  public static final int LANE_BYTETRAIL = 2;

  /** The first lane id that is given to a (site, operation, size class, upstream) of a service. */
  public static final int FIRST_LANE = 3;

  public static final int STATE_STARTING = 0;
  public static final int STATE_RUNNING = 1;
  public static final int STATE_ENDED = 2;

  public static final int LANE_WORD_ID_MASK = 0xFFFF;
  public static final int LANE_WORD_WRITES = 1 << 16;
  public static final int LANE_WORD_FORCES = 1 << 17;

  public static final int LANE_FREE = 0;
  public static final int LANE_PUBLISHED = 1;

  private LedgerDescriptor() {}

  /**
   * The word a thread publishes in its slot before a JDK call: what the eBPF programs file under.
   *
   * <pre>
   *  63                              32 31        18 17 16 15              0
   *  +---------------------------------+------------+--+--+----------------+
   *  |       transfer sequence         |   (zero)   |F |W |    lane id     |
   *  +---------------------------------+------------+--+--+----------------+
   * </pre>
   *
   * W is set when the lane writes its file: pages it adds to the page cache did not come from a
   * device. F is set when its calls wait until what was written is on the device. The whole word is
   * 0 outside every lane.
   */
  public static long laneWord(int lane, Operation operation, int transfer) {
    return ((long) transfer << Integer.SIZE)
        | (operation.writesFile() ? LANE_WORD_WRITES : 0)
        | (operation.isForce() ? LANE_WORD_FORCES : 0)
        | lane;
  }

  /** The lane id within a lane word; 0 to 65,535. */
  public static int laneOf(long laneWord) {
    return (int) laneWord & LANE_WORD_ID_MASK;
  }
}
