package io.bytetrail.ledger.trace;

import static io.bytetrail.ledger.trace.TraceRing.*;

import io.bytetrail.ledger.LedgerException;
import io.bytetrail.ledger.Mapping;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;
import io.bytetrail.ledger.TextField;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Follows a ring that an agent writes, from its present end on. Trusts nothing in it: a file that
 * is not a sound ring is refused, an entry that was overwritten while it was read is counted as
 * lost.
 *
 * <p>Not safe for use by several threads.
 */
public final class TraceReader {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, BYTE_ORDER);

  private final ByteBuffer ring;
  private long cursor;
  private long lost;

  private TraceReader(ByteBuffer ring, long cursor) {
    this.ring = ring;
    this.cursor = cursor;
  }

  /**
   * Maps the ring of a ledger.
   *
   * @throws java.nio.file.NoSuchFileException while the agent has not made it
   * @throws LedgerException for a file that is no ring of this version
   */
  public static TraceReader open(Path ledger) throws IOException {
    Path file = TraceRing.of(ledger);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != LENGTH) {
        throw new LedgerException(
            file + " has " + channel.size() + " bytes, a ring of transfers " + LENGTH);
      }
      ByteBuffer ring = Mapping.of(channel, false, LENGTH).order(BYTE_ORDER);
      refuseUnlessSound(file, ring);
      return new TraceReader(ring, (long) LONG.getAcquire(ring, NEXT_OFFSET));
    }
  }

  private static void refuseUnlessSound(Path file, ByteBuffer ring) throws LedgerException {
    if ((long) LONG.getAcquire(ring, MAGIC_OFFSET) != MAGIC) {
      throw new LedgerException(file + " is no ring of transfers");
    }
    if (ring.getInt(VERSION_OFFSET) != VERSION
        || ring.getInt(HEADER_LENGTH_OFFSET) != HEADER_LENGTH
        || ring.getInt(CAPACITY_OFFSET) != CAPACITY
        || ring.getInt(STRIDE_OFFSET) != STRIDE) {
      throw new LedgerException(
          file
              + " has version "
              + ring.getInt(VERSION_OFFSET)
              + ", this bytetrail reads "
              + VERSION
              + ": use the bytetrail that the JVM runs with");
    }
  }

  /** Hands over what has come since the last time, oldest first. */
  public void poll(Consumer<TraceEntry> watcher) throws LedgerException {
    try {
      long next = (long) LONG.getAcquire(ring, NEXT_OFFSET);
      if (next - cursor > CAPACITY || next < cursor) {
        lost += Math.max(0, next - CAPACITY - cursor);
        cursor = Math.max(0, next - CAPACITY);
      }
      for (; cursor < next; cursor++) {
        TraceEntry entry = entry(cursor);
        if (entry == null) {
          lost++;
        } else {
          watcher.accept(entry);
        }
      }
    } catch (InternalError e) {
      // How the JVM answers a read past the end of a mapped file.
      throw new LedgerException("the ring of transfers was cut short while it was read");
    }
  }

  /** How many went by unread. */
  public long lost() {
    return lost;
  }

  /** Whether the agent has stopped writing. */
  public boolean isOver() {
    return ring.getInt(STATE_OFFSET) != KEPT;
  }

  /** Null for one that has been overwritten. */
  private TraceEntry entry(long sequence) {
    int at = HEADER_LENGTH + (int) (sequence & CAPACITY - 1) * STRIDE;
    if ((long) LONG.getAcquire(ring, at + SEQUENCE_OFFSET) != sequence + 1) {
      return null;
    }
    int upstream = Short.toUnsignedInt(ring.getShort(at + UPSTREAM_OFFSET));
    TraceEntry entry =
        new TraceEntry(
            ring.getLong(at + END_OFFSET),
            ring.getLong(at + NANOS_OFFSET),
            ring.getLong(at + BYTES_OFFSET),
            ring.getLong(at + CALLS_OFFSET),
            ring.getLong(at + COPIED_OFFSET),
            ring.getLong(at + ERRORS_OFFSET),
            ring.getInt(at + LANE_OFFSET),
            ring.getInt(at + NUMBER_OFFSET),
            Operation.ofCode(Short.toUnsignedInt(ring.getShort(at + OPERATION_OFFSET))),
            upstream == NO_UPSTREAM ? null : Operation.ofCode(upstream),
            SizeClass.ofCode(ring.get(at + SIZE_CLASS_OFFSET)),
            ring.get(at + CONTINUED_OFFSET) != 0,
            TextField.get(ring, at + PATH_OFFSET, PATH_LENGTH),
            TextField.get(ring, at + THREAD_OFFSET, THREAD_LENGTH));
    VarHandle.loadLoadFence();
    return (long) LONG.getOpaque(ring, at + SEQUENCE_OFFSET) == sequence + 1 ? entry : null;
  }
}
