package io.bytetrail.ledger.trace;

import io.bytetrail.ledger.LedgerFile;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A ring of the latest transfers, in a file beside the ledger, for as long as somebody watches.
 *
 * <p>Whoever wants to watch keeps a request file fresh ({@code <ledger>.watch}, an empty file whose
 * time of change counts); the agent looks for it about once a second, then makes the ring ({@code
 * <ledger>.trace}), and takes it away once the request is gone or older than {@link #PATIENCE}. So
 * a watcher never writes to memory that the application has mapped, and one that dies is forgotten.
 *
 * <p>The ring is overwritten from its beginning: a reader that is too slow loses entries, and knows
 * how many from the sequence numbers. All numbers are little-endian; texts are UTF-8 behind a
 * 16-bit length.
 *
 * <pre>
 *   header                                       entry i, at header length + i x 512
 *  +---------------------------------+ 0        +---------------------------------+ 0
 *  |  magic "BTTRACES"       64 bit  |          |  sequence number + 1;           |
 *  +---------------------------------+ 8        |  0 while it is written  64 bit  |
 *  |  version                32 bit  |          +---------------------------------+ 8
 *  |  header length (4096)   32 bit  |          |  end, ms since epoch    64 bit  |
 *  |  capacity (a power of 2)32 bit  |          |  duration, ns           64 bit  |
 *  |  stride (512)           32 bit  |          |  bytes                  64 bit  |
 *  +---------------------------------+ 24       |  calls                  64 bit  |
 *  |  state (1 kept, 2 over) 32 bit  |          |  bytes copied in JVM    64 bit  |
 *  |  pid                    32 bit  |          |  errors                 64 bit  |
 *  +---------------------------------+ 32       +---------------------------------+ 56
 *  |  next sequence number   64 bit  |          |  lane                   32 bit  |
 *  +---------------------------------+ 40       |  number of the transfer 32 bit  |
 *                                               |  operation              16 bit  |
 *                                               |  upstream's, or 0xffff  16 bit  |
 *                                               |  size class              8 bit  |
 *                                               |  1 if continued          8 bit  |
 *                                               +---------------------------------+ 70
 *                                               |  path    16 bit + up to 312 byte|
 *                                               +---------------------------------+ 384
 *                                               |  thread  16 bit + up to 126 byte|
 *                                               +---------------------------------+ 512
 * </pre>
 */
public final class TraceRing {
  /** Without a fresh request for so long, nobody watches any more. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  /** "BTTRACES" read as a little-endian number. */
  static final long MAGIC = 0x5345_4341_5254_5442L;

  static final int VERSION = 1;
  static final ByteOrder BYTE_ORDER = ByteOrder.LITTLE_ENDIAN;
  static final int CAPACITY = 4096;
  static final int KEPT = 1;
  static final int OVER = 2;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  static final int HEADER_LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  static final int CAPACITY_OFFSET = HEADER_LENGTH_OFFSET + Integer.BYTES;
  static final int STRIDE_OFFSET = CAPACITY_OFFSET + Integer.BYTES;
  static final int STATE_OFFSET = STRIDE_OFFSET + Integer.BYTES;
  static final int PID_OFFSET = STATE_OFFSET + Integer.BYTES;
  static final int NEXT_OFFSET = PID_OFFSET + Integer.BYTES;
  static final int HEADER_LENGTH = 4096;

  static final int SEQUENCE_OFFSET = 0;
  static final int END_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
  static final int NANOS_OFFSET = END_OFFSET + Long.BYTES;
  static final int BYTES_OFFSET = NANOS_OFFSET + Long.BYTES;
  static final int CALLS_OFFSET = BYTES_OFFSET + Long.BYTES;
  static final int COPIED_OFFSET = CALLS_OFFSET + Long.BYTES;
  static final int ERRORS_OFFSET = COPIED_OFFSET + Long.BYTES;
  static final int LANE_OFFSET = ERRORS_OFFSET + Long.BYTES;
  static final int NUMBER_OFFSET = LANE_OFFSET + Integer.BYTES;
  static final int OPERATION_OFFSET = NUMBER_OFFSET + Integer.BYTES;
  static final int UPSTREAM_OFFSET = OPERATION_OFFSET + Short.BYTES;
  static final int SIZE_CLASS_OFFSET = UPSTREAM_OFFSET + Short.BYTES;
  static final int CONTINUED_OFFSET = SIZE_CLASS_OFFSET + Byte.BYTES;
  static final int PATH_OFFSET = CONTINUED_OFFSET + Byte.BYTES;
  static final int THREAD_OFFSET = 384;
  static final int PATH_LENGTH = THREAD_OFFSET - PATH_OFFSET;
  static final int STRIDE = 512;
  static final int THREAD_LENGTH = STRIDE - THREAD_OFFSET;
  static final int NO_UPSTREAM = 0xffff;

  static final int LENGTH = HEADER_LENGTH + CAPACITY * STRIDE;

  /** A link is not followed: root's watcher must not touch what another user points it at. */
  private static final Set<OpenOption> NEW_OR_OLD =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private TraceRing() {}

  /** The file of the ring that belongs to a ledger. */
  public static Path of(Path ledger) {
    return ledger.resolveSibling(ledger.getFileName() + ".trace");
  }

  /** Asks for a ring, and again every second or so. */
  public static void request(Path ledger) throws IOException {
    Path request = requestOf(ledger);
    if (!Files.exists(request, LinkOption.NOFOLLOW_LINKS)) {
      FileChannel.open(request, NEW_OR_OLD, LedgerFile.OWNER_ONLY).close();
    }
    Files.getFileAttributeView(request, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(Instant.now()), null, null);
  }

  /** Nobody watches any more: another watcher's next request makes it anew. */
  public static void withdraw(Path ledger) throws IOException {
    Files.deleteIfExists(requestOf(ledger));
  }

  /** Whether somebody watches. Costs a system call. */
  public static boolean isRequested(Path ledger) {
    try {
      FileTime time = Files.getLastModifiedTime(requestOf(ledger));
      return System.currentTimeMillis() - time.toMillis() < PATIENCE.toMillis();
    } catch (IOException e) {
      return false;
    }
  }

  private static Path requestOf(Path ledger) {
    return ledger.resolveSibling(ledger.getFileName() + ".watch");
  }
}
