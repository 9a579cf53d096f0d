package io.bytetrail.collector.probe;

import java.nio.ByteOrder;

/**
 * Layout of what bytetrail-probe reads and writes: {@code native/records.h}, seen from Java. Golden
 * bytes that the C side writes hold the two together.
 *
 * <p>Every record begins with a header. A record of an unknown type is skipped by its length;
 * another version is refused.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |   length of the record, header included; a multiple of 8      | 0
 *  +-------------------------------+-------------------------------+
 *  |             type              |            version            | 4
 *  +-------------------------------+-------------------------------+
 *  |          when it was written (CLOCK_MONOTONIC, ns)            | 8
 *  |                                                               |
 *  +---------------------------------------------------------------+ 16
 * </pre>
 *
 * The records that hold more than a few numbers:
 *
 * <pre>
 *   HELLO                                    PROGRAM
 *  +------------------------------+ 16      +------------------------------+ 16
 *  |  magic "BTRPROBE"     64 bit |         |  name                32 byte |
 *  +------------------------------+ 24      +------------------------------+ 48
 *  |  mode                 32 bit |         |  0 or negative errno  32 bit |
 *  +------------------------------+ 28      +------------------------------+ 52
 *  |  pid of the probe     32 bit |         |  attached (1 or 0)    32 bit |
 *  +------------------------------+ 32      +------------------------------+ 56
 *  |  in the first pid            |         |  run time, ns         64 bit |
 *  |  namespace (1 or 0)   64 bit |         +------------------------------+ 64
 *  +------------------------------+ 40      |  runs                 64 bit |
 *                                           +------------------------------+ 72
 *                                           |  why missing        128 byte |
 *                                           +------------------------------+ 200
 *   LANE                                     OUTSIDE
 *  +------------------------------+ 16      +------------------------------+ 16
 *  |  pid                  32 bit |         |  pid                  32 bit |
 *  +------------------------------+ 20      +------------------------------+ 20
 *  |  lane id              32 bit |         |  device of the file   32 bit |
 *  +------------------------------+ 24      +------------------------------+ 24
 *  |  53 counters, in the order   |         |  inode                64 bit |
 *  |  of KernelCounter             |        +------------------------------+ 32
 *  |                  53 x 64 bit |         |  bytes looked up      64 bit |
 *  +------------------------------+ 448     +------------------------------+ 40
 *  |  device of the file   32 bit |         |  bytes past the cache 64 bit |
 *  |  block device         32 bit |         +------------------------------+ 48
 *  |  interface index      32 bit |         |  name                64 byte |
 *  |  network namespace    32 bit |         +------------------------------+ 112
 *  +------------------------------+ 464
 *   SYSCALL                                  END
 *  +------------------------------+ 16      +------------------------------+ 16
 *  |  pid                  32 bit |         |  cookie of the request 64 bit|
 *  |  lane id              32 bit |         |  failed slot reads    64 bit |
 *  |  number               32 bit |         |  lost requests        64 bit |
 *  |  (zero)               32 bit |         |  lost fresh bytes     64 bit |
 *  |  calls                64 bit |         |  unfiled egress bytes 64 bit |
 *  |  errors               64 bit |         |  lost outside files   64 bit |
 *  |  bytes                64 bit |         |  lost files           64 bit |
 *  |  ns                   64 bit |         |  lost evicted bytes   64 bit |
 *  +------------------------------+ 64      |  lost eviction rows   64 bit |
 *                                           |  lost latencies       64 bit |
 *                                           |  lost mappings        64 bit |
 *                                           |  lost dirty bytes     64 bit |
 *                                           |  lost device writes   64 bit |
 *                                           +------------------------------+ 120
 *   EVICTION                                 RESIDENCY
 *  +------------------------------+ 16      +------------------------------+ 16
 *  |  kind of evictor      32 bit |         |  pid                  32 bit |
 *  |  pid of evictor       32 bit |         |  lane id              32 bit |
 *  |  lane of evictor      32 bit |         |  files                64 bit |
 *  |  kind of victim       32 bit |         |  their sizes          64 bit |
 *  |  pid of victim        32 bit |         |  ... in the cache     64 bit |
 *  |  lane of victim       32 bit |         +------------------------------+ 48
 *  |  device of the file   32 bit |
 *  |  (zero)               32 bit |
 *  |  inode                64 bit |
 *  |  evicted bytes        64 bit |
 *  |  refaulted bytes      64 bit |
 *  +------------------------------+ 72
 *  |  evicting process    16 byte |
 *  +------------------------------+ 88
 *  |  name of the file    64 byte |
 *  +------------------------------+ 152
 *   LATENCY                                  DMA
 *  +------------------------------+ 16      +------------------------------+ 16
 *  |  pid                  32 bit |         |  maps                 64 bit |
 *  |  lane id              32 bit |         |  of these, bounced    64 bit |
 *  +------------------------------+ 24      |  bytes bounced        64 bit |
 *  |  most direct requests at     |         +------------------------------+ 40
 *  |  once                 64 bit |         |  name of the device  32 byte |
 *  |  ns of all requests   64 bit |         +------------------------------+ 72
 *  |  ns of the longest    64 bit |
 *  +------------------------------+ 48
 *  |  buckets, as in              |
 *  |  LatencyHistogram            |
 *  |                 416 x 32 bit |
 *  +------------------------------+ 1712
 *   DEVICE_WRITES                            COST
 *  +------------------------------+ 16      +------------------------------+ 16
 *  |  disk                 32 bit |         |  ns counted           64 bit |
 *  |  (zero)               32 bit |         |  ns measured          64 bit |
 *  |  requests             64 bit |         |  windows              64 bit |
 *  |  bytes of lanes       64 bit |         |  0 or negative errno  32 bit |
 *  |  ... of other files   64 bit |         |  budget, millionths   32 bit |
 *  |  ... past the cache   64 bit |         |  share, millionths    32 bit |
 *  |  ... of metadata      64 bit |         |  (zero)               32 bit |
 *  |  ... of journals      64 bit |         +------------------------------+ 56
 *  |  ... unknown          64 bit |         |  3 parts: when shed   64 bit |
 *  +------------------------------+ 80      |  how long, ns         64 bit |
 *                                           |  how often            32 bit |
 *                                           |  at the moment        32 bit |
 *                                           +------------------------------+ 128
 * </pre>
 *
 * A device number is {@code major << 20 | minor}. Texts end at their first zero byte or their
 * field's end.
 */
final class ProbeDescriptor {
  static final ByteOrder BYTE_ORDER = ByteOrder.LITTLE_ENDIAN;

  /** "BTRPROBE" read as a little-endian number. */
  static final long MAGIC = 0x4542_4F52_5052_5442L;

  static final int VERSION = 3;

  static final int HELLO = 1;
  static final int PROGRAM = 2;
  static final int READY = 3;
  static final int TRACKED = 4;
  static final int LANE = 5;
  static final int OUTSIDE = 6;
  static final int SYSCALL = 7;
  static final int END = 8;
  static final int ERROR = 9;
  static final int LATENCY = 10;
  static final int DMA = 11;
  static final int EVICTION = 16;
  static final int RESIDENCY = 17;
  static final int DEVICE_WRITES = 24;
  static final int COST = 32;
  static final int TRACK = 64;
  static final int SNAPSHOT = 65;

  static final int LENGTH_OFFSET = 0;
  static final int TYPE_OFFSET = LENGTH_OFFSET + Integer.BYTES;
  static final int VERSION_OFFSET = TYPE_OFFSET + Short.BYTES;
  static final int NANOS_OFFSET = VERSION_OFFSET + Short.BYTES;
  static final int HEADER_LENGTH = NANOS_OFFSET + Long.BYTES;

  static final int ALIGNMENT = 8;

  /**
   * Longer than any record of any version to come: a length beyond it is damage, not a record.
   * Without this bound a damaged stream could make the reader allocate 4 GiB.
   */
  static final int LONGEST_RECORD = 64 * 1024;

  static final int HELLO_MAGIC_OFFSET = HEADER_LENGTH;
  static final int HELLO_MODE_OFFSET = HELLO_MAGIC_OFFSET + Long.BYTES;
  static final int HELLO_PID_OFFSET = HELLO_MODE_OFFSET + Integer.BYTES;
  static final int HELLO_NAMESPACE_OFFSET = HELLO_PID_OFFSET + Integer.BYTES;
  static final int HELLO_LENGTH = HELLO_NAMESPACE_OFFSET + Long.BYTES;

  static final int PROGRAM_NAME_OFFSET = HEADER_LENGTH;
  static final int PROGRAM_NAME_LENGTH = 32;
  static final int PROGRAM_ERROR_OFFSET = PROGRAM_NAME_OFFSET + PROGRAM_NAME_LENGTH;
  static final int PROGRAM_ATTACHED_OFFSET = PROGRAM_ERROR_OFFSET + Integer.BYTES;
  static final int PROGRAM_RUN_NANOS_OFFSET = PROGRAM_ATTACHED_OFFSET + Integer.BYTES;
  static final int PROGRAM_RUNS_OFFSET = PROGRAM_RUN_NANOS_OFFSET + Long.BYTES;
  static final int PROGRAM_REASON_OFFSET = PROGRAM_RUNS_OFFSET + Long.BYTES;
  static final int PROGRAM_REASON_LENGTH = 128;
  static final int PROGRAM_LENGTH = PROGRAM_REASON_OFFSET + PROGRAM_REASON_LENGTH;

  static final int READY_ATTACHED_OFFSET = HEADER_LENGTH;
  static final int READY_MISSING_OFFSET = READY_ATTACHED_OFFSET + Integer.BYTES;
  static final int READY_LENGTH = READY_MISSING_OFFSET + Integer.BYTES;

  static final int TRACKED_PID_OFFSET = HEADER_LENGTH;
  static final int TRACKED_ERROR_OFFSET = TRACKED_PID_OFFSET + Integer.BYTES;
  static final int TRACKED_LENGTH = TRACKED_ERROR_OFFSET + Integer.BYTES;

  static final int LANE_PID_OFFSET = HEADER_LENGTH;
  static final int LANE_ID_OFFSET = LANE_PID_OFFSET + Integer.BYTES;
  static final int LANE_COUNTS_OFFSET = LANE_ID_OFFSET + Integer.BYTES;
  static final int LANE_FILE_DEVICE_OFFSET = LANE_COUNTS_OFFSET + KernelCounter.COUNT * Long.BYTES;
  static final int LANE_BLOCK_DEVICE_OFFSET = LANE_FILE_DEVICE_OFFSET + Integer.BYTES;
  static final int LANE_NET_DEVICE_OFFSET = LANE_BLOCK_DEVICE_OFFSET + Integer.BYTES;
  static final int LANE_NET_NAMESPACE_OFFSET = LANE_NET_DEVICE_OFFSET + Integer.BYTES;
  static final int LANE_LENGTH = LANE_NET_NAMESPACE_OFFSET + Integer.BYTES;

  static final int OUTSIDE_PID_OFFSET = HEADER_LENGTH;
  static final int OUTSIDE_DEVICE_OFFSET = OUTSIDE_PID_OFFSET + Integer.BYTES;
  static final int OUTSIDE_INODE_OFFSET = OUTSIDE_DEVICE_OFFSET + Integer.BYTES;
  static final int OUTSIDE_LOOKUP_BYTES_OFFSET = OUTSIDE_INODE_OFFSET + Long.BYTES;
  static final int OUTSIDE_DIRECT_BYTES_OFFSET = OUTSIDE_LOOKUP_BYTES_OFFSET + Long.BYTES;
  static final int OUTSIDE_NAME_OFFSET = OUTSIDE_DIRECT_BYTES_OFFSET + Long.BYTES;
  static final int OUTSIDE_NAME_LENGTH = 64;
  static final int OUTSIDE_LENGTH = OUTSIDE_NAME_OFFSET + OUTSIDE_NAME_LENGTH;

  static final int SYSCALL_PID_OFFSET = HEADER_LENGTH;
  static final int SYSCALL_LANE_OFFSET = SYSCALL_PID_OFFSET + Integer.BYTES;
  static final int SYSCALL_NUMBER_OFFSET = SYSCALL_LANE_OFFSET + Integer.BYTES;
  static final int SYSCALL_CALLS_OFFSET = SYSCALL_NUMBER_OFFSET + 2 * Integer.BYTES;
  static final int SYSCALL_ERRORS_OFFSET = SYSCALL_CALLS_OFFSET + Long.BYTES;
  static final int SYSCALL_BYTES_OFFSET = SYSCALL_ERRORS_OFFSET + Long.BYTES;
  static final int SYSCALL_NANOS_OFFSET = SYSCALL_BYTES_OFFSET + Long.BYTES;
  static final int SYSCALL_LENGTH = SYSCALL_NANOS_OFFSET + Long.BYTES;

  static final int END_COOKIE_OFFSET = HEADER_LENGTH;
  static final int END_FAILED_SLOT_READS_OFFSET = END_COOKIE_OFFSET + Long.BYTES;
  static final int END_LOST_REQUESTS_OFFSET = END_FAILED_SLOT_READS_OFFSET + Long.BYTES;
  static final int END_LOST_FRESH_BYTES_OFFSET = END_LOST_REQUESTS_OFFSET + Long.BYTES;
  static final int END_UNFILED_EGRESS_OFFSET = END_LOST_FRESH_BYTES_OFFSET + Long.BYTES;
  static final int END_LOST_OUTSIDE_OFFSET = END_UNFILED_EGRESS_OFFSET + Long.BYTES;
  static final int END_LOST_FILES_OFFSET = END_LOST_OUTSIDE_OFFSET + Long.BYTES;
  static final int END_LOST_EVICTED_BYTES_OFFSET = END_LOST_FILES_OFFSET + Long.BYTES;
  static final int END_LOST_EVICTIONS_OFFSET = END_LOST_EVICTED_BYTES_OFFSET + Long.BYTES;
  static final int END_LOST_LATENCIES_OFFSET = END_LOST_EVICTIONS_OFFSET + Long.BYTES;
  static final int END_LOST_MAPPINGS_OFFSET = END_LOST_LATENCIES_OFFSET + Long.BYTES;
  static final int END_LOST_DIRTY_BYTES_OFFSET = END_LOST_MAPPINGS_OFFSET + Long.BYTES;
  static final int END_LOST_DEVICES_OFFSET = END_LOST_DIRTY_BYTES_OFFSET + Long.BYTES;
  static final int END_LENGTH = END_LOST_DEVICES_OFFSET + Long.BYTES;

  static final int EVICTION_EVICTOR_KIND_OFFSET = HEADER_LENGTH;
  static final int EVICTION_EVICTOR_PID_OFFSET = EVICTION_EVICTOR_KIND_OFFSET + Integer.BYTES;
  static final int EVICTION_EVICTOR_LANE_OFFSET = EVICTION_EVICTOR_PID_OFFSET + Integer.BYTES;
  static final int EVICTION_VICTIM_KIND_OFFSET = EVICTION_EVICTOR_LANE_OFFSET + Integer.BYTES;
  static final int EVICTION_VICTIM_PID_OFFSET = EVICTION_VICTIM_KIND_OFFSET + Integer.BYTES;
  static final int EVICTION_VICTIM_LANE_OFFSET = EVICTION_VICTIM_PID_OFFSET + Integer.BYTES;
  static final int EVICTION_DEVICE_OFFSET = EVICTION_VICTIM_LANE_OFFSET + Integer.BYTES;
  static final int EVICTION_INODE_OFFSET = EVICTION_DEVICE_OFFSET + 2 * Integer.BYTES;
  static final int EVICTION_EVICTED_BYTES_OFFSET = EVICTION_INODE_OFFSET + Long.BYTES;
  static final int EVICTION_REFAULTED_BYTES_OFFSET = EVICTION_EVICTED_BYTES_OFFSET + Long.BYTES;
  static final int EVICTION_PROCESS_OFFSET = EVICTION_REFAULTED_BYTES_OFFSET + Long.BYTES;
  static final int EVICTION_PROCESS_LENGTH = 16;
  static final int EVICTION_NAME_OFFSET = EVICTION_PROCESS_OFFSET + EVICTION_PROCESS_LENGTH;
  static final int EVICTION_NAME_LENGTH = 64;
  static final int EVICTION_LENGTH = EVICTION_NAME_OFFSET + EVICTION_NAME_LENGTH;

  static final int RESIDENCY_PID_OFFSET = HEADER_LENGTH;
  static final int RESIDENCY_LANE_OFFSET = RESIDENCY_PID_OFFSET + Integer.BYTES;
  static final int RESIDENCY_FILES_OFFSET = RESIDENCY_LANE_OFFSET + Integer.BYTES;
  static final int RESIDENCY_FILE_BYTES_OFFSET = RESIDENCY_FILES_OFFSET + Long.BYTES;
  static final int RESIDENCY_RESIDENT_BYTES_OFFSET = RESIDENCY_FILE_BYTES_OFFSET + Long.BYTES;
  static final int RESIDENCY_LENGTH = RESIDENCY_RESIDENT_BYTES_OFFSET + Long.BYTES;

  static final int LATENCY_PID_OFFSET = HEADER_LENGTH;
  static final int LATENCY_LANE_OFFSET = LATENCY_PID_OFFSET + Integer.BYTES;
  static final int LATENCY_IN_FLIGHT_OFFSET = LATENCY_LANE_OFFSET + Integer.BYTES;
  static final int LATENCY_NANOS_OFFSET = LATENCY_IN_FLIGHT_OFFSET + Long.BYTES;
  static final int LATENCY_MOST_NANOS_OFFSET = LATENCY_NANOS_OFFSET + Long.BYTES;
  static final int LATENCY_BUCKETS_OFFSET = LATENCY_MOST_NANOS_OFFSET + Long.BYTES;
  static final int LATENCY_LENGTH =
      LATENCY_BUCKETS_OFFSET + LatencyHistogram.BUCKETS * Integer.BYTES;

  static final int DMA_MAPS_OFFSET = HEADER_LENGTH;
  static final int DMA_BOUNCES_OFFSET = DMA_MAPS_OFFSET + Long.BYTES;
  static final int DMA_BOUNCED_BYTES_OFFSET = DMA_BOUNCES_OFFSET + Long.BYTES;
  static final int DMA_DEVICE_OFFSET = DMA_BOUNCED_BYTES_OFFSET + Long.BYTES;
  static final int DMA_DEVICE_LENGTH = 32;
  static final int DMA_LENGTH = DMA_DEVICE_OFFSET + DMA_DEVICE_LENGTH;

  static final int DEVICE_WRITES_DEVICE_OFFSET = HEADER_LENGTH;
  static final int DEVICE_WRITES_REQUESTS_OFFSET = DEVICE_WRITES_DEVICE_OFFSET + 2 * Integer.BYTES;
  static final int DEVICE_WRITES_LANES_OFFSET = DEVICE_WRITES_REQUESTS_OFFSET + Long.BYTES;
  static final int DEVICE_WRITES_OTHERS_OFFSET = DEVICE_WRITES_LANES_OFFSET + Long.BYTES;
  static final int DEVICE_WRITES_DIRECT_OFFSET = DEVICE_WRITES_OTHERS_OFFSET + Long.BYTES;
  static final int DEVICE_WRITES_METADATA_OFFSET = DEVICE_WRITES_DIRECT_OFFSET + Long.BYTES;
  static final int DEVICE_WRITES_JOURNAL_OFFSET = DEVICE_WRITES_METADATA_OFFSET + Long.BYTES;
  static final int DEVICE_WRITES_UNKNOWN_OFFSET = DEVICE_WRITES_JOURNAL_OFFSET + Long.BYTES;
  static final int DEVICE_WRITES_LENGTH = DEVICE_WRITES_UNKNOWN_OFFSET + Long.BYTES;

  static final int COST_COUNTED_OFFSET = HEADER_LENGTH;
  static final int COST_MEASURED_OFFSET = COST_COUNTED_OFFSET + Long.BYTES;
  static final int COST_WINDOWS_OFFSET = COST_MEASURED_OFFSET + Long.BYTES;
  static final int COST_ERROR_OFFSET = COST_WINDOWS_OFFSET + Long.BYTES;
  static final int COST_BUDGET_OFFSET = COST_ERROR_OFFSET + Integer.BYTES;
  static final int COST_SHARE_OFFSET = COST_BUDGET_OFFSET + Integer.BYTES;
  static final int COST_PARTS_OFFSET = COST_SHARE_OFFSET + 2 * Integer.BYTES;
  static final int SHED_SINCE_OFFSET = 0;
  static final int SHED_NANOS_OFFSET = SHED_SINCE_OFFSET + Long.BYTES;
  static final int SHED_TIMES_OFFSET = SHED_NANOS_OFFSET + Long.BYTES;
  static final int SHED_NOW_OFFSET = SHED_TIMES_OFFSET + Integer.BYTES;
  static final int SHED_LENGTH = SHED_NOW_OFFSET + Integer.BYTES;
  static final int COST_LENGTH = COST_PARTS_OFFSET + ProbeRecord.Part.COUNT * SHED_LENGTH;

  static final int ERROR_ERROR_OFFSET = HEADER_LENGTH;
  static final int ERROR_FATAL_OFFSET = ERROR_ERROR_OFFSET + Integer.BYTES;
  static final int ERROR_TEXT_OFFSET = ERROR_FATAL_OFFSET + Integer.BYTES;
  static final int ERROR_TEXT_LENGTH = 240;
  static final int ERROR_LENGTH = ERROR_TEXT_OFFSET + ERROR_TEXT_LENGTH;

  static final int TRACK_PID_OFFSET = HEADER_LENGTH;
  static final int TRACK_SLOTS_OFFSET = TRACK_PID_OFFSET + Integer.BYTES;
  static final int TRACK_SLOT_ADDRESS_OFFSET = TRACK_SLOTS_OFFSET + Integer.BYTES;
  static final int TRACK_LENGTH = TRACK_SLOT_ADDRESS_OFFSET + Long.BYTES;

  static final int SNAPSHOT_COOKIE_OFFSET = HEADER_LENGTH;
  static final int SNAPSHOT_LENGTH = SNAPSHOT_COOKIE_OFFSET + Long.BYTES;

  private ProbeDescriptor() {}
}
