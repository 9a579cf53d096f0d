package io.bytetrail.instrument;

import io.bytetrail.hooks.OwnThread;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;

/**
 * Weaves this class once and throws the result away, in a thread of its own while the ledger is
 * made: two thirds of the time that weaving takes at a start are the loading of Byte Buddy.
 */
final class Rehearsal implements Runnable, TypeInstrumentation {
  /** What the advice looks for in a type. */
  @SuppressWarnings("unused")
  private FileDescriptor fd;

  static void start() {
    new OwnThread(new Rehearsal(), "bytetrail-rehearsal").start();
  }

  @Override
  public String type() {
    return Rehearsal.class.getName();
  }

  @Override
  public void transform(Weaver weaver) {
    weaver.advise("read", "([BII)I", FileInputStreamInstrumentation.ReadRangeAdvice.class);
  }

  @Override
  public void run() {
    String file = type().replace('.', '/') + ".class";
    try (InputStream in = Rehearsal.class.getClassLoader().getResourceAsStream(file)) {
      Weaver.weave(this, in.readAllBytes());
    } catch (IOException | RuntimeException | LinkageError e) {
      // Then the performance meets the same error, and says so.
    }
  }

  @SuppressWarnings("unused")
  int read(byte[] array, int offset, int length) {
    return length;
  }
}
