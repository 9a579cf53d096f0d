package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.function.ToIntBiFunction;

/**
 * Reads the beginning of an open file into memory: one {@code pread} of the native method below
 * every method of the JDK's that is woven, so that it neither counts nor recurses.
 *
 * <p>In this package because what it calls is private to it. The class that declares the method is
 * another one on JDK 21 and later, a superclass of the one named here.
 */
public final class BytetrailRead implements ToIntBiFunction<FileDescriptor, Long> {
  /** How much memory there must be. */
  public static final int LENGTH = 256;

  /** How many bytes were read; negative where none could be. */
  @Override
  public int applyAsInt(FileDescriptor descriptor, Long address) {
    try {
      return FileDispatcherImpl.pread0(descriptor, address, LENGTH, 0);
    } catch (IOException e) {
      return -1;
    }
  }
}
