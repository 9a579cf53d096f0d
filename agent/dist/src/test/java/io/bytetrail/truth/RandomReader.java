package io.bytetrail.truth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The service under test: random reads of 4 KiB of one file. Before and after each it asks {@code
 * mincore}, by way of a mapping that it never loads from, which pages are resident: one that was
 * not has stalled the read; one that an earlier read of its own had brought in ahead was fed to it;
 * any other was a hit.
 *
 * <p>Arguments: file, number of reads, seed. It begins when it is told to, says the bytes of each
 * kind, and ends when it is told to.
 */
final class RandomReader {
  private static final int PAGE = 4096;

  /** More pages than the read-ahead of a loop device. */
  private static final int AHEAD = 64;

  private final MappedByteBuffer mapped;
  private final int pages;
  private final BitSet own = new BitSet();
  private long hitBytes;
  private long readAheadBytes;
  private long stalledBytes;

  private RandomReader(FileChannel file) throws IOException {
    mapped = file.map(MapMode.READ_ONLY, 0, file.size());
    pages = (int) (file.size() / PAGE);
  }

  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[0]);
    // Opened here, so that the mapping is of another site than the reads.
    try (FileChannel looked = FileChannel.open(path)) {
      RandomReader reader = new RandomReader(looked);
      pause("ready");
      reader.random(path, Integer.parseInt(args[1]), Long.parseLong(args[2]));
      pause(
          "read %d %d %d %d"
              .formatted(
                  reader.hitBytes,
                  reader.readAheadBytes,
                  reader.stalledBytes,
                  (long) reader.own.cardinality() * PAGE));
    }
  }

  private void random(Path path, int reads, long seed) throws IOException {
    Random random = new Random(seed);
    ByteBuffer bytes = ByteBuffer.allocateDirect(PAGE);
    try (FileChannel in = FileChannel.open(path)) {
      for (int i = 0; i < reads; i++) {
        int page = random.nextInt(pages);
        boolean[] before = look(page);
        if (!before[0]) {
          stalledBytes += PAGE;
        } else if (own.get(page)) {
          readAheadBytes += PAGE;
        } else {
          hitBytes += PAGE;
        }
        own.clear(page);
        in.read(bytes.clear(), (long) page * PAGE);
        noteReadAhead(page, before, lookUntilSettled(page));
      }
    }
  }

  /** Read-ahead goes on, without a gap, where the resident run ends. */
  private void noteReadAhead(int page, boolean[] before, boolean[] after) {
    for (int i = 1; i < after.length && after[i]; i++) {
      if (!before[i]) {
        own.set(page + i);
      }
    }
  }

  private boolean[] look(int page) {
    boolean[] resident = new boolean[Math.min(AHEAD, pages - page)];
    for (int i = 0; i < resident.length; i++) {
      resident[i] = mapped.slice((page + i) * PAGE, PAGE).isLoaded();
    }
    return resident;
  }

  /** Read-ahead comes in after the read that asked for it: until a millisecond adds nothing. */
  private boolean[] lookUntilSettled(int page) {
    boolean[] earlier;
    boolean[] now = look(page);
    do {
      earlier = now;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      now = look(page);
    } while (!Arrays.equals(earlier, now));
    return now;
  }

  private static void pause(String done) throws IOException {
    System.out.println(done);
    if (System.in.read() < 0) {
      throw new IOException("nobody says to go on");
    }
  }
}
