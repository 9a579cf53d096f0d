package io.bytetrail.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PolledInputTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final Writer writer = new Writer();
  private final PolledInput input = new PolledInput(writer);

  PolledInputTest() throws IOException {}

  @Test
  void readsARecordThatCameInPartsFromItsBeginning() throws IOException {
    byte[] record = {1, 2, 3, 4, 5, 6};
    writer.out.write(record, 0, 3);
    beginRecord(0);
    assertThat(input.readNBytes(3)).containsExactly(1, 2, 3);
    assertThatThrownBy(input::read).isInstanceOf(PolledInput.LateException.class);

    writer.out.write(record, 3, 3);
    beginRecord(PATIENCE);
    assertThat(input.readNBytes(record.length)).isEqualTo(record);
  }

  @Test
  void keepsALongRecordsBeginningWhileTheRestComes() throws IOException {
    byte[] record = new byte[ProbeDescriptor.LONGEST_RECORD];
    for (int i = 0; i < record.length; i++) {
      record[i] = (byte) (i * 31);
    }
    int step = 1 << 12;
    writer.out.write(7);
    beginRecord(PATIENCE);
    assertThat(input.read()).isEqualTo(7); // so that the record does not begin the buffer
    for (int from = 0; from < record.length; from += step) {
      writer.out.write(record, from, step);
      beginRecord(0);
      assertThat(input.readNBytes(from + step)).hasSize(from + step);
      assertThatThrownBy(input::read).isInstanceOf(PolledInput.LateException.class);
    }
    beginRecord(PATIENCE);
    assertThat(input.readNBytes(record.length)).isEqualTo(record);
  }

  @Test
  void readsWhatWasWrittenBeforeTheProcessEnded() throws IOException {
    writer.out.write(new byte[] {8, 9});
    writer.alive = false;
    beginRecord(PATIENCE);
    assertThat(input.readAllBytes()).containsExactly(8, 9);
  }

  @Test
  void stopsWaitingWhenItsThreadIsInterrupted() {
    beginRecord(PATIENCE);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(input::read).isInstanceOf(PolledInput.StoppedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private void beginRecord(long patience) {
    input.beginRecord(System.nanoTime() + patience);
  }

  /** A process of which there is only its output. */
  private static final class Writer extends Process {
    private final PipedInputStream in = new PipedInputStream(2 * ProbeDescriptor.LONGEST_RECORD);
    private final PipedOutputStream out = new PipedOutputStream(in);
    private boolean alive = true;

    private Writer() throws IOException {}

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
      return 0;
    }

    @Override
    public int exitValue() {
      return 0;
    }

    @Override
    public void destroy() {}
  }
}
