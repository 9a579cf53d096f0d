package io.bytetrail.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ranges of buffers: found where they were filled, and nowhere else. */
class FillsTest {
  private static final int CHUNK = 8192;

  private final Context reader = new Context(-1, true);
  private final Context writer = new Context(-1, true);
  private final byte[] arena = new byte[1 << 20];

  @BeforeEach
  void fillsTheArenaWithSomething() {
    new Random(1).nextBytes(arena);
    Fills.forgetAll();
  }

  @Test
  void findsEachOfManyRangesOfOneArray() {
    for (int i = 0; i < 128; i++) {
      fill(arena, i, (long) i * CHUNK, CHUNK);
    }

    for (int i = 0; i < 128; i++) {
      assertThat(transferAt(arena, (long) i * CHUNK, CHUNK)).isEqualTo(i);
    }
  }

  @Test
  void findsEachOfManySlicesOfADirectBuffer() {
    ByteBuffer root = ByteBuffer.allocateDirect(1 << 20);
    for (int i = 0; i < 128; i++) {
      ByteBuffer slice = root.slice(i * CHUNK, CHUNK);
      fill(Buffers.identity(slice), i, Buffers.position(slice), CHUNK);
    }

    for (int i = 0; i < 128; i++) {
      ByteBuffer again = root.duplicate().position(i * CHUNK).slice();
      assertThat(transferAt(Buffers.identity(again), Buffers.position(again), CHUNK)).isEqualTo(i);
      assertThat(Fills.findAt(writer, Buffers.position(again), Buffers.position(again) + CHUNK))
          .isNotNull();
    }
  }

  @Test
  void findsNothingBetweenRanges() {
    fill(arena, 1, 0, CHUNK);
    fill(arena, 2, 4 * CHUNK, CHUNK);

    assertThat(find(arena, 2 * CHUNK, CHUNK)).isNull();
    assertThat(find(arena, CHUNK, CHUNK)).isNull();
  }

  @Test
  void findsNothingInAnotherArrayWithTheSameBytes() {
    fill(arena, 1, 0, CHUNK);

    assertThat(find(arena.clone(), 0, CHUNK)).isNull();
  }

  @Test
  void theLastReadIntoARangeHasIt() {
    fill(arena, 1, 0, 4 * CHUNK);
    fill(writer, arena, 2, 2 * CHUNK, CHUNK);

    assertThat(transferAt(arena, 2 * CHUNK, CHUNK)).isEqualTo(2);
    Fill first = Fills.find(reader, arena, 0, CHUNK);
    assertThat(first == null || first.overlap(2 * CHUNK, 3 * CHUNK) == 0).isTrue();
  }

  @Test
  void aRangeIsSpentByItsWriteAndOnlyByThat() {
    Fill fill = fill(arena, 1, 0, 4 * CHUNK);

    fill.spend(0, CHUNK);

    assertThat(fill.overlap(0, 4 * CHUNK)).isEqualTo(3 * CHUNK);
    fill.spend(3 * CHUNK, 4 * CHUNK);
    assertThat(fill.overlap(0, 4 * CHUNK)).isEqualTo(2 * CHUNK);
    fill.spend(CHUNK, 3 * CHUNK);
    assertThat(fill.isSpent()).isTrue();
    assertThat(find(arena, 0, 4 * CHUNK)).isNull();
  }

  @Test
  void otherBytesInTheSameRangeAreNotTheFiles() {
    Fill fill = fill(arena, 1, 0, CHUNK);
    assertThat(fill.isIntact(arena, 0, CHUNK)).isTrue();

    Arrays.fill(arena, 0, CHUNK, (byte) 7);

    assertThat(fill.isIntact(arena, 0, CHUNK)).isFalse();
    assertThat(Origins.of(reader, arena, 0, CHUNK, false)).isNull();
    assertThat(Fills.find(reader, arena, 0, CHUNK)).as("forgotten").isNull();
  }

  @Test
  void oneBufferReadOverAndOverIsOneFill() {
    Fill fill = fill(arena, 1, 0, CHUNK);
    for (int i = 0; i < 100; i++) {
      fill.spend(0, CHUNK);
      assertThat(fill(arena, 1, 0, CHUNK)).isSameAs(fill);
    }
  }

  @Test
  void aPassThatGoesOnInTheBufferIsOneFill() {
    Fill fill = fill(arena, 1, 0, 100);
    for (int at = 100; at < 20_000; at += 100) {
      assertThat(fill(arena, 1, at, 100)).isSameAs(fill);
    }

    assertThat(fill.overlap(0, 20_000)).isEqualTo(20_000);
    assertThat(transferAt(arena, 0, 20_000)).isEqualTo(1);
  }

  @Test
  void forgetsWhatWasDisplacedAndInventsNothing() {
    List<byte[]> arrays = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      byte[] array = new byte[16];
      arrays.add(array);
      fill(array, i + 1, 0, array.length);
    }
    int found = 0;
    for (int i = 0; i < arrays.size(); i++) {
      Fill fill = Fills.find(new Context(-1, true), arrays.get(i), 0, 16);
      if (fill != null) {
        assertThat(fill.transfer).isEqualTo(i + 1);
        found++;
      }
    }
    assertThat(found).isGreaterThan(10_000);
  }

  @Test
  void keepsNoBufferAlive() throws InterruptedException {
    Fill fill = fill(new byte[CHUNK], 1, 0, CHUNK);
    for (int i = 0; i < 100 && fill.get() != null; i++) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(fill.get()).isNull();
  }

  @Test
  void aMappingIsNeverSpent() {
    Object mapping = new Object();
    Fills.map(mapping, null, 3, 1000, CHUNK);

    Fill fill = Fills.findMapped(writer, mapping, 1000, 1000 + CHUNK);
    fill.spend(1000, 1000 + CHUNK);
    fill.cut(1000, 1000 + CHUNK);

    assertThat(Fills.findMapped(reader, mapping, 1000, 2000)).isSameAs(fill);
  }

  private Fill fill(Object buffer, int transfer, long start, long bytes) {
    return fill(reader, buffer, transfer, start, bytes);
  }

  private static Fill fill(Context context, Object buffer, int transfer, long start, long bytes) {
    return Fills.fill(context, buffer, null, transfer, 0, start, bytes, true);
  }

  private int transferAt(Object buffer, long start, long bytes) {
    Fill fill = find(buffer, start, bytes);
    assertThat(fill).isNotNull();
    assertThat(fill.overlap(start, start + bytes)).isEqualTo(bytes);
    return fill.transfer;
  }

  private Fill find(Object buffer, long start, long bytes) {
    return Fills.find(writer, buffer, start, start + bytes);
  }
}
