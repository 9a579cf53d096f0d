package io.bytetrail.ledger;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/** Maps ledgers: as {@code FileChannel} does, unless the agent knows a faster way in this JVM. */
public final class Mapping {
  private static volatile Mapper mapper;

  private Mapping() {}

  /** Maps the beginning of a file. */
  public interface Mapper {
    MappedByteBuffer map(FileChannel file, boolean writable, long length) throws IOException;
  }

  /** From now on, all are mapped like this. */
  public static void by(Mapper faster) {
    mapper = faster;
  }

  /** Maps the first {@code length} bytes of a file, for as long as the buffer is reachable. */
  public static MappedByteBuffer of(FileChannel file, boolean writable, long length)
      throws IOException {
    Mapper faster = mapper;
    return faster != null && length > 0
        ? faster.map(file, writable, length)
        : file.map(writable ? MapMode.READ_WRITE : MapMode.READ_ONLY, 0, length);
  }
}
