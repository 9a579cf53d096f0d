package io.bytetrail.hooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.Link;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies that no identity shows are found by their content; what only looks like one is not. */
class GuessTest {
  private static final int CHUNK = 8192;
  private static final int TRANSFER = 7;

  private final Context context = new Context(-1, true);
  private final Origin origin =
      new Origin(new Site(1, "site", "", false), SizeClass.ofBytes(CHUNK), 0);
  private final OpenFile file = new OpenFile(new Object(), OpenFile.Type.FILE, origin, "/srv/file");
  private final Lane lane = origin.lane(Operation.FILE_INPUT_STREAM_READ, file);
  private final byte[] content = random(1, 40 * CHUNK);

  @BeforeEach
  void forgets() {
    Fills.forgetAll();
  }

  @Test
  void findsACopy() {
    read(CHUNK);

    Fill found = guess(Arrays.copyOf(content, CHUNK), 0, CHUNK);

    assertThat(found.overlap(0, CHUNK)).isEqualTo(CHUNK);
    assertThat(found.lane).isSameAs(lane);
    assertThat(found.transfer).isEqualTo(TRANSFER);
    assertThat(Link.isInferred(found.link)).isTrue();
  }

  @Test
  void findsACopyOfNativeMemoryByItsEnds() {
    ByteBuffer read = ByteBuffer.allocateDirect(CHUNK).put(0, content, 0, CHUNK);
    long address = Buffers.address(read);
    Fills.fill(context, Buffers.identity(read), lane, TRANSFER, 0, address, CHUNK, true);

    assertThat(guess(Arrays.copyOf(content, CHUNK), 0, CHUNK)).isNotNull();
  }

  @Test
  void findsItBehindAHead() {
    read(CHUNK);
    byte[] head = "HTTP/1.1 200 OK\r\nContent-Length: 8192\r\n\r\n".getBytes(ISO_8859_1);
    byte[] written = new byte[CHUNK];
    System.arraycopy(head, 0, written, 0, head.length);
    System.arraycopy(content, 0, written, head.length, CHUNK - head.length);

    Fill found = guess(written, 0, CHUNK);

    assertThat(found.overlap(0, CHUNK)).isEqualTo(CHUNK - head.length);
    assertThat(found.overlap(0, head.length)).isZero();
  }

  /** As a parser of forms hands them on: what was read begins with the form's own lines. */
  @Test
  void findsWhatBeginsInTheMiddleOfWhatWasRead() {
    read(CHUNK);

    Fill found = guess(Arrays.copyOfRange(content, 150, CHUNK - 60), 0, CHUNK - 210);

    assertThat(found.overlap(0, CHUNK)).isEqualTo(CHUNK - 210);
  }

  /**
   * A server's buffer: reads of one size, writes of another, and a head before all. Each array is
   * used over and over, so that at a write only the last read is still there.
   */
  @ParameterizedTest
  @CsvSource({
    "8192, 8192, 0", "8192, 8192, 180", "8192, 8192, 5000", "2048, 8192, 180", "2048, 8192, 0",
    "16384, 8192, 180", "8192, 32768, 300", "1024, 8192, 77", "8192, 16000, 180", "4096, 4096, 33"
  })
  void followsWhatAServerBuffers(int read, int buffer, int head) {
    byte[] in = new byte[read];
    byte[] out = new byte[buffer];
    byte[] http = random(99, head);
    System.arraycopy(http, 0, out, 0, head);
    int filled = head;
    long found = 0;
    for (int at = 0; at < content.length; at += read) {
      int length = Math.min(read, content.length - at);
      System.arraycopy(content, at, in, 0, length);
      Fills.fill(context, in, lane, TRANSFER, 0, 0, length, true);
      for (int from = 0; from < length; ) {
        int part = Math.min(length - from, buffer - filled);
        System.arraycopy(in, from, out, filled, part);
        from += part;
        filled += part;
        if (filled == buffer) {
          found += write(out, filled);
          filled = 0;
        }
      }
    }
    found += write(out, filled);

    // Of a head that fills more than half of the first write, that write is all that is lost.
    long lost = 2 * head > buffer ? buffer - head : 0;
    assertThat(found).isEqualTo(content.length - lost);
  }

  @Test
  void findsNothingInOtherBytes() {
    read(CHUNK);

    assertThat(guess(random(2, CHUNK), 0, CHUNK)).isNull();
    assertThat(lane.misses).isPositive();
  }

  @Test
  void searchesSeldomWhereItNeverFindsAnything() {
    for (int i = 0; i < 100; i++) {
      read(CHUNK);
      assertThat(guess(random(i + 2, CHUNK), 0, CHUNK)).isNull();
    }
    byte[] written = random(1000, CHUNK);
    System.arraycopy(content, 0, written, 100, CHUNK - 100);
    int tries = 0;
    Fill found = null;
    while (found == null && tries < 200) {
      read(CHUNK);
      found = guess(written, 0, CHUNK);
      tries++;
    }

    assertThat(tries).isBetween(2, 65);
    assertThat(lane.misses).isZero();
  }

  @Test
  void takesNoDocumentForAnotherOfItsFormat() {
    read(CHUNK);
    byte[] other = random(2, CHUNK);
    System.arraycopy(content, 0, other, 0, 400);
    System.arraycopy(content, CHUNK - 100, other, CHUNK - 100, 100);

    assertThat(guess(other, 0, CHUNK)).isNull();
  }

  @Test
  void takesNoPieceOfAWriteForTheWhole() {
    read(CHUNK);
    byte[] written = random(2, 3 * CHUNK);
    System.arraycopy(content, 0, written, 0, CHUNK);

    assertThat(guess(written, 0, written.length)).isNull();
  }

  @Test
  void bytesThatAreAllTheSameProveNothing() {
    byte[] zeros = new byte[CHUNK];
    Fills.fill(context, zeros, lane, TRANSFER, 0, 0, CHUNK, true);

    assertThat(guess(new byte[CHUNK], 0, CHUNK)).isNull();
    assertThat(guess(new byte[CHUNK / 2], 0, CHUNK / 2)).isNull();
  }

  @Test
  void fewBytesProveNothing() {
    read(31);
    assertThat(guess(Arrays.copyOf(content, 31), 0, 31)).isNull();

    read(CHUNK);
    assertThat(guess(Arrays.copyOf(content, 31), 0, 31)).isNull();
  }

  @Test
  void equalContentIsTheLastReads() {
    byte[] first = Arrays.copyOf(content, CHUNK);
    byte[] second = first.clone();
    Fills.fill(context, first, lane, 1, 0, 0, CHUNK, true);
    Fills.fill(context, second, lane, 2, 0, 0, CHUNK, true);

    assertThat(guess(first.clone(), 0, CHUNK).transfer).isEqualTo(2);
  }

  @Test
  void whatWasFoundIsNotFoundAgain() {
    read(CHUNK);
    byte[] written = Arrays.copyOf(content, CHUNK);
    assertThat(write(written, CHUNK)).isEqualTo(CHUNK);

    assertThat(write(written.clone(), CHUNK)).isZero();
  }

  @Test
  void theSameBufferIsNoCopyOfItself() {
    byte[] buffer = Arrays.copyOf(content, CHUNK);
    Fills.fill(context, buffer, lane, TRANSFER, 0, 0, CHUNK, true);

    assertThat(guess(buffer, 0, CHUNK)).isNull();
  }

  @Test
  void whatCameFromASocketIsComparedOnlyWithWhatIsStored() {
    Lane received = origin.lane(Operation.SOCKET_STREAM_READ, file);
    Fills.fill(context, content, received, TRANSFER, 0, 0, CHUNK, true);
    byte[] copy = Arrays.copyOf(content, CHUNK);

    assertThat(Guess.origin(context, copy, 0, CHUNK, false)).isNull();
    assertThat(Guess.origin(context, copy, 0, CHUNK, true)).isNotNull();
  }

  /** Into an array that is used for nothing else. */
  private void read(int bytes) {
    Fills.fill(context, content, lane, TRANSFER, 0, 0, bytes, true);
  }

  private Fill guess(byte[] written, int start, int end) {
    return Guess.origin(context, written, start, end, false);
  }

  /** As a hook does; how many of the bytes were found. */
  private long write(byte[] array, int length) {
    Fill fill = Origins.of(context, array, 0, length, false);
    long found = fill == null ? 0 : fill.overlap(0, length);
    if (fill != null) {
      fill.spend(0, length);
    }
    return found;
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
