package io.bytetrail.ledger.trace;

import static io.bytetrail.ledger.trace.TraceRing.*;

import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.TextField;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes transfers into a ring of its own. Not thread-safe: entries come one at a time.
 *
 * <p>The file is written out in full before it is mapped, as the ledger's is, so a disk that is
 * full refuses it here.
 */
public final class TraceWriter implements AutoCloseable {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, BYTE_ORDER);

  private final Path file;
  private final ByteBuffer ring;
  private long next;

  private TraceWriter(Path file, ByteBuffer ring) {
    this.file = file;
    this.ring = ring;
  }

  /** Makes the ring of a ledger; one that is there is replaced. */
  public static TraceWriter create(Path ledger, int pid) throws IOException {
    Path file = TraceRing.of(ledger);
    Files.deleteIfExists(file);
    ByteBuffer ring = LedgerFile.map(file, LENGTH).order(BYTE_ORDER);
    ring.putInt(VERSION_OFFSET, VERSION);
    ring.putInt(HEADER_LENGTH_OFFSET, HEADER_LENGTH);
    ring.putInt(CAPACITY_OFFSET, CAPACITY);
    ring.putInt(STRIDE_OFFSET, STRIDE);
    ring.putInt(PID_OFFSET, pid);
    ring.putInt(STATE_OFFSET, KEPT);
    LONG.setRelease(ring, MAGIC_OFFSET, MAGIC);
    return new TraceWriter(file, ring);
  }

  /** Adds one; the oldest makes room. */
  public void add(TraceEntry entry) {
    int at = HEADER_LENGTH + (int) (next & CAPACITY - 1) * STRIDE;
    LONG.setOpaque(ring, at + SEQUENCE_OFFSET, 0L);
    VarHandle.storeStoreFence();
    ring.putLong(at + END_OFFSET, entry.endMillis());
    ring.putLong(at + NANOS_OFFSET, entry.nanos());
    ring.putLong(at + BYTES_OFFSET, entry.bytes());
    ring.putLong(at + CALLS_OFFSET, entry.calls());
    ring.putLong(at + COPIED_OFFSET, entry.copiedBytes());
    ring.putLong(at + ERRORS_OFFSET, entry.errors());
    ring.putInt(at + LANE_OFFSET, entry.lane());
    ring.putInt(at + NUMBER_OFFSET, entry.number());
    ring.putShort(at + OPERATION_OFFSET, (short) entry.operation().code());
    Operation upstream = entry.upstream();
    ring.putShort(at + UPSTREAM_OFFSET, (short) (upstream == null ? NO_UPSTREAM : upstream.code()));
    ring.put(at + SIZE_CLASS_OFFSET, (byte) entry.sizeClass().code());
    ring.put(at + CONTINUED_OFFSET, (byte) (entry.continued() ? 1 : 0));
    TextField.put(ring, at + PATH_OFFSET, PATH_LENGTH, entry.path());
    TextField.put(ring, at + THREAD_OFFSET, THREAD_LENGTH, entry.thread());
    LONG.setRelease(ring, at + SEQUENCE_OFFSET, ++next);
    LONG.setRelease(ring, NEXT_OFFSET, next);
  }

  /** Says that nothing more comes, and takes the file away; who has it mapped can read on. */
  @Override
  public void close() throws IOException {
    ring.putInt(STATE_OFFSET, OVER);
    Files.deleteIfExists(file);
  }
}
