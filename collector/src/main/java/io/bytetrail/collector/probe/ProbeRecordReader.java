package io.bytetrail.collector.probe;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Takes the probe's output apart. Whatever the stream holds, it either yields a record or refuses
 * with a sentence; it never allocates more than one record's bound. Not thread-safe.
 */
final class ProbeRecordReader {
  private final DataInputStream input;

  ProbeRecordReader(InputStream input) {
    this.input = new DataInputStream(input);
  }

  /**
   * The next record of a known type, or null at the end of the stream.
   *
   * @throws ProbeException when what follows is not a record of this version
   */
  ProbeRecord next() throws IOException, ProbeException {
    while (true) {
      ByteBuffer record = nextBytes();
      if (record == null) {
        return null;
      }
      ProbeRecord decoded = decode(record);
      if (decoded != null) {
        return decoded;
      }
    }
  }

  private ByteBuffer nextBytes() throws IOException, ProbeException {
    byte[] header = new byte[ProbeDescriptor.HEADER_LENGTH];
    int first = input.read();
    if (first < 0) {
      return null;
    }
    header[0] = (byte) first;
    try {
      input.readFully(header, 1, header.length - 1);
      ByteBuffer start = ByteBuffer.wrap(header).order(ProbeDescriptor.BYTE_ORDER);
      int length = start.getInt(ProbeDescriptor.LENGTH_OFFSET);
      int version = Short.toUnsignedInt(start.getShort(ProbeDescriptor.VERSION_OFFSET));
      // The version comes first: of another version, not even the bound on lengths may be assumed.
      if (version != ProbeDescriptor.VERSION) {
        throw new ProbeException(
            "the probe speaks version "
                + version
                + " of the records and this collector version "
                + ProbeDescriptor.VERSION
                + ": use the bytetrail-probe that came with this bytetrail");
      }
      if (length < ProbeDescriptor.HEADER_LENGTH
          || length > ProbeDescriptor.LONGEST_RECORD
          || length % ProbeDescriptor.ALIGNMENT != 0) {
        throw new ProbeException(
            "the probe's output is damaged: a record claims " + length + " bytes");
      }
      byte[] whole = new byte[length];
      System.arraycopy(header, 0, whole, 0, header.length);
      input.readFully(whole, header.length, length - header.length);
      return ByteBuffer.wrap(whole).order(ProbeDescriptor.BYTE_ORDER);
    } catch (EOFException e) {
      throw new ProbeException("the probe's output ends in the middle of a record", e);
    }
  }

  private static ProbeRecord decode(ByteBuffer r) throws ProbeException {
    int type = Short.toUnsignedInt(r.getShort(ProbeDescriptor.TYPE_OFFSET));
    return switch (type) {
      case ProbeDescriptor.HELLO -> hello(atLeast(r, ProbeDescriptor.HELLO_LENGTH));
      case ProbeDescriptor.PROGRAM -> program(atLeast(r, ProbeDescriptor.PROGRAM_LENGTH));
      case ProbeDescriptor.READY -> ready(atLeast(r, ProbeDescriptor.READY_LENGTH));
      case ProbeDescriptor.TRACKED -> tracked(atLeast(r, ProbeDescriptor.TRACKED_LENGTH));
      case ProbeDescriptor.LANE -> lane(atLeast(r, ProbeDescriptor.LANE_LENGTH));
      case ProbeDescriptor.LATENCY -> latency(atLeast(r, ProbeDescriptor.LATENCY_LENGTH));
      case ProbeDescriptor.DMA -> dma(atLeast(r, ProbeDescriptor.DMA_LENGTH));
      case ProbeDescriptor.OUTSIDE -> outside(atLeast(r, ProbeDescriptor.OUTSIDE_LENGTH));
      case ProbeDescriptor.SYSCALL -> systemCall(atLeast(r, ProbeDescriptor.SYSCALL_LENGTH));
      case ProbeDescriptor.END -> end(atLeast(r, ProbeDescriptor.END_LENGTH));
      case ProbeDescriptor.EVICTION -> eviction(atLeast(r, ProbeDescriptor.EVICTION_LENGTH));
      case ProbeDescriptor.RESIDENCY -> residency(atLeast(r, ProbeDescriptor.RESIDENCY_LENGTH));
      case ProbeDescriptor.DEVICE_WRITES ->
          deviceWrites(atLeast(r, ProbeDescriptor.DEVICE_WRITES_LENGTH));
      case ProbeDescriptor.COST -> cost(atLeast(r, ProbeDescriptor.COST_LENGTH));
      case ProbeDescriptor.ERROR -> failure(atLeast(r, ProbeDescriptor.ERROR_LENGTH));
      default -> null;
    };
  }

  private static ByteBuffer atLeast(ByteBuffer record, int length) throws ProbeException {
    if (record.capacity() < length) {
      throw new ProbeException(
          "the probe's output is damaged: a record of type "
              + record.getShort(ProbeDescriptor.TYPE_OFFSET)
              + " has "
              + record.capacity()
              + " bytes instead of "
              + length);
    }
    return record;
  }

  private static ProbeRecord hello(ByteBuffer r) throws ProbeException {
    if (r.getLong(ProbeDescriptor.HELLO_MAGIC_OFFSET) != ProbeDescriptor.MAGIC) {
      throw new ProbeException("what was started as the probe is not bytetrail-probe");
    }
    return new ProbeRecord.Hello(
        r.getInt(ProbeDescriptor.HELLO_MODE_OFFSET) != 0,
        r.getInt(ProbeDescriptor.HELLO_PID_OFFSET),
        r.getLong(ProbeDescriptor.HELLO_NAMESPACE_OFFSET) != 0);
  }

  private static ProbeRecord program(ByteBuffer r) {
    return new ProbeRecord.Program(
        text(r, ProbeDescriptor.PROGRAM_NAME_OFFSET, ProbeDescriptor.PROGRAM_NAME_LENGTH),
        r.getInt(ProbeDescriptor.PROGRAM_ERROR_OFFSET),
        r.getInt(ProbeDescriptor.PROGRAM_ATTACHED_OFFSET) != 0,
        r.getLong(ProbeDescriptor.PROGRAM_RUN_NANOS_OFFSET),
        r.getLong(ProbeDescriptor.PROGRAM_RUNS_OFFSET),
        text(r, ProbeDescriptor.PROGRAM_REASON_OFFSET, ProbeDescriptor.PROGRAM_REASON_LENGTH));
  }

  private static ProbeRecord ready(ByteBuffer r) {
    return new ProbeRecord.Ready(
        r.getInt(ProbeDescriptor.READY_ATTACHED_OFFSET),
        r.getInt(ProbeDescriptor.READY_MISSING_OFFSET));
  }

  private static ProbeRecord tracked(ByteBuffer r) {
    return new ProbeRecord.Tracked(
        r.getInt(ProbeDescriptor.TRACKED_PID_OFFSET),
        r.getInt(ProbeDescriptor.TRACKED_ERROR_OFFSET));
  }

  private static ProbeRecord lane(ByteBuffer r) {
    long[] counts = new long[KernelCounter.COUNT];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = r.getLong(ProbeDescriptor.LANE_COUNTS_OFFSET + i * Long.BYTES);
    }
    return new ProbeRecord.Lane(
        r.getInt(ProbeDescriptor.LANE_PID_OFFSET),
        r.getInt(ProbeDescriptor.LANE_ID_OFFSET),
        new KernelCounts(
            counts,
            r.getInt(ProbeDescriptor.LANE_FILE_DEVICE_OFFSET),
            r.getInt(ProbeDescriptor.LANE_BLOCK_DEVICE_OFFSET),
            r.getInt(ProbeDescriptor.LANE_NET_DEVICE_OFFSET),
            r.getInt(ProbeDescriptor.LANE_NET_NAMESPACE_OFFSET),
            LatencyHistogram.EMPTY));
  }

  private static ProbeRecord latency(ByteBuffer r) {
    long[] counts = new long[LatencyHistogram.BUCKETS];
    for (int i = 0; i < counts.length; i++) {
      counts[i] =
          Integer.toUnsignedLong(
              r.getInt(ProbeDescriptor.LATENCY_BUCKETS_OFFSET + i * Integer.BYTES));
    }
    return new ProbeRecord.Latency(
        r.getInt(ProbeDescriptor.LATENCY_PID_OFFSET),
        r.getInt(ProbeDescriptor.LATENCY_LANE_OFFSET),
        new LatencyHistogram(
            counts,
            r.getLong(ProbeDescriptor.LATENCY_NANOS_OFFSET),
            r.getLong(ProbeDescriptor.LATENCY_MOST_NANOS_OFFSET),
            r.getLong(ProbeDescriptor.LATENCY_IN_FLIGHT_OFFSET)));
  }

  private static ProbeRecord dma(ByteBuffer r) {
    return new ProbeRecord.Dma(
        text(r, ProbeDescriptor.DMA_DEVICE_OFFSET, ProbeDescriptor.DMA_DEVICE_LENGTH),
        r.getLong(ProbeDescriptor.DMA_MAPS_OFFSET),
        r.getLong(ProbeDescriptor.DMA_BOUNCES_OFFSET),
        r.getLong(ProbeDescriptor.DMA_BOUNCED_BYTES_OFFSET));
  }

  private static ProbeRecord outside(ByteBuffer r) {
    return new ProbeRecord.Outside(
        r.getInt(ProbeDescriptor.OUTSIDE_PID_OFFSET),
        r.getInt(ProbeDescriptor.OUTSIDE_DEVICE_OFFSET),
        r.getLong(ProbeDescriptor.OUTSIDE_INODE_OFFSET),
        r.getLong(ProbeDescriptor.OUTSIDE_LOOKUP_BYTES_OFFSET),
        r.getLong(ProbeDescriptor.OUTSIDE_DIRECT_BYTES_OFFSET),
        text(r, ProbeDescriptor.OUTSIDE_NAME_OFFSET, ProbeDescriptor.OUTSIDE_NAME_LENGTH));
  }

  private static ProbeRecord systemCall(ByteBuffer r) {
    return new ProbeRecord.SystemCall(
        r.getInt(ProbeDescriptor.SYSCALL_PID_OFFSET),
        r.getInt(ProbeDescriptor.SYSCALL_LANE_OFFSET),
        r.getInt(ProbeDescriptor.SYSCALL_NUMBER_OFFSET),
        r.getLong(ProbeDescriptor.SYSCALL_CALLS_OFFSET),
        r.getLong(ProbeDescriptor.SYSCALL_ERRORS_OFFSET),
        r.getLong(ProbeDescriptor.SYSCALL_BYTES_OFFSET),
        r.getLong(ProbeDescriptor.SYSCALL_NANOS_OFFSET));
  }

  private static ProbeRecord end(ByteBuffer r) {
    return new ProbeRecord.End(
        r.getLong(ProbeDescriptor.END_COOKIE_OFFSET),
        r.getLong(ProbeDescriptor.END_FAILED_SLOT_READS_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_REQUESTS_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_FRESH_BYTES_OFFSET),
        r.getLong(ProbeDescriptor.END_UNFILED_EGRESS_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_OUTSIDE_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_FILES_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_EVICTED_BYTES_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_EVICTIONS_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_LATENCIES_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_MAPPINGS_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_DIRTY_BYTES_OFFSET),
        r.getLong(ProbeDescriptor.END_LOST_DEVICES_OFFSET));
  }

  private static ProbeRecord eviction(ByteBuffer r) throws ProbeException {
    return new ProbeRecord.Eviction(
        constant(
            ProbeRecord.Evictor.values(), r.getInt(ProbeDescriptor.EVICTION_EVICTOR_KIND_OFFSET)),
        r.getInt(ProbeDescriptor.EVICTION_EVICTOR_PID_OFFSET),
        r.getInt(ProbeDescriptor.EVICTION_EVICTOR_LANE_OFFSET),
        constant(
            ProbeRecord.Victim.values(), r.getInt(ProbeDescriptor.EVICTION_VICTIM_KIND_OFFSET)),
        r.getInt(ProbeDescriptor.EVICTION_VICTIM_PID_OFFSET),
        r.getInt(ProbeDescriptor.EVICTION_VICTIM_LANE_OFFSET),
        r.getInt(ProbeDescriptor.EVICTION_DEVICE_OFFSET),
        r.getLong(ProbeDescriptor.EVICTION_INODE_OFFSET),
        r.getLong(ProbeDescriptor.EVICTION_EVICTED_BYTES_OFFSET),
        r.getLong(ProbeDescriptor.EVICTION_REFAULTED_BYTES_OFFSET),
        text(r, ProbeDescriptor.EVICTION_PROCESS_OFFSET, ProbeDescriptor.EVICTION_PROCESS_LENGTH),
        text(r, ProbeDescriptor.EVICTION_NAME_OFFSET, ProbeDescriptor.EVICTION_NAME_LENGTH));
  }

  private static <T> T constant(T[] constants, int number) throws ProbeException {
    if (number < 0 || number >= constants.length) {
      throw new ProbeException(
          "the probe's output is damaged: a record names kind "
              + number
              + " of "
              + constants.length);
    }
    return constants[number];
  }

  private static ProbeRecord residency(ByteBuffer r) {
    return new ProbeRecord.Residency(
        r.getInt(ProbeDescriptor.RESIDENCY_PID_OFFSET),
        r.getInt(ProbeDescriptor.RESIDENCY_LANE_OFFSET),
        r.getLong(ProbeDescriptor.RESIDENCY_FILES_OFFSET),
        r.getLong(ProbeDescriptor.RESIDENCY_FILE_BYTES_OFFSET),
        r.getLong(ProbeDescriptor.RESIDENCY_RESIDENT_BYTES_OFFSET));
  }

  private static ProbeRecord deviceWrites(ByteBuffer r) {
    return new ProbeRecord.DeviceWrites(
        r.getInt(ProbeDescriptor.DEVICE_WRITES_DEVICE_OFFSET),
        r.getLong(ProbeDescriptor.DEVICE_WRITES_REQUESTS_OFFSET),
        r.getLong(ProbeDescriptor.DEVICE_WRITES_LANES_OFFSET),
        r.getLong(ProbeDescriptor.DEVICE_WRITES_OTHERS_OFFSET),
        r.getLong(ProbeDescriptor.DEVICE_WRITES_DIRECT_OFFSET),
        r.getLong(ProbeDescriptor.DEVICE_WRITES_METADATA_OFFSET),
        r.getLong(ProbeDescriptor.DEVICE_WRITES_JOURNAL_OFFSET),
        r.getLong(ProbeDescriptor.DEVICE_WRITES_UNKNOWN_OFFSET));
  }

  private static ProbeRecord cost(ByteBuffer r) {
    Map<ProbeRecord.Part, ProbeRecord.Shed> parts = new EnumMap<>(ProbeRecord.Part.class);
    int offset = ProbeDescriptor.COST_PARTS_OFFSET;
    for (ProbeRecord.Part part : ProbeRecord.Part.values()) {
      parts.put(
          part,
          new ProbeRecord.Shed(
              r.getLong(offset + ProbeDescriptor.SHED_SINCE_OFFSET),
              r.getLong(offset + ProbeDescriptor.SHED_NANOS_OFFSET),
              Integer.toUnsignedLong(r.getInt(offset + ProbeDescriptor.SHED_TIMES_OFFSET)),
              r.getInt(offset + ProbeDescriptor.SHED_NOW_OFFSET) != 0));
      offset += ProbeDescriptor.SHED_LENGTH;
    }
    return new ProbeRecord.Cost(
        r.getLong(ProbeDescriptor.COST_COUNTED_OFFSET),
        r.getLong(ProbeDescriptor.COST_MEASURED_OFFSET),
        r.getLong(ProbeDescriptor.COST_WINDOWS_OFFSET),
        r.getInt(ProbeDescriptor.COST_ERROR_OFFSET),
        r.getInt(ProbeDescriptor.COST_BUDGET_OFFSET),
        r.getInt(ProbeDescriptor.COST_SHARE_OFFSET),
        parts);
  }

  private static ProbeRecord failure(ByteBuffer r) {
    return new ProbeRecord.Failure(
        r.getInt(ProbeDescriptor.ERROR_ERROR_OFFSET),
        r.getInt(ProbeDescriptor.ERROR_FATAL_OFFSET) != 0,
        text(r, ProbeDescriptor.ERROR_TEXT_OFFSET, ProbeDescriptor.ERROR_TEXT_LENGTH));
  }

  private static String text(ByteBuffer record, int offset, int length) {
    int end = offset;
    while (end < offset + length && record.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    record.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
