package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * What advice on {@code RandomAccessFile.readLine} calls; as {@link Hooks}. How many bytes a line
 * had, the line does not tell: its end may be one character or two.
 */
public final class LineHooks {
  private static final int UNKNOWN = -1;

  private LineHooks() {}

  public static Context enterReadLine(FileDescriptor descriptor) {
    return Hooks.enterRead(descriptor, Operation.RANDOM_ACCESS_FILE_READ_LINE, 1);
  }

  /** Where the file stands: one system call, and the line costs one for each of its bytes. */
  public static long position(Context context, RandomAccessFile file) {
    try {
      return context == null ? UNKNOWN : file.getFilePointer();
    } catch (IOException e) {
      // Of a pipe nobody knows where it stands.
      return UNKNOWN;
    }
  }

  public static void exitReadLine(
      Context context, RandomAccessFile file, long start, String line, Throwable thrown) {
    if (context == null) {
      return;
    }
    long end = position(context, file);
    long bytes =
        start != UNKNOWN && end != UNKNOWN ? end - start : line == null ? 0 : line.length();
    OpenFile read = context.file;
    if (context.leave(bytes, 0, thrown) && thrown == null) {
      read.advanced(line == null ? -1 : bytes);
    }
  }
}
