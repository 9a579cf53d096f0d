package io.bytetrail.instrument.jfr;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Endpoint;
import io.bytetrail.ledger.Operation.Kind;

/** What a transfer asks for, in the words of the report. */
final class Strategy {
  /** From here on the JDK copies file to file by {@code copy_file_range(2)}. */
  private static final int JAVA_WITH_COPY_FILE_RANGE = 21;

  private static final boolean COPIES_FILE_RANGES =
      Runtime.version().feature() >= JAVA_WITH_COPY_FILE_RANGE;

  private Strategy() {}

  /**
   * Names it.
   *
   * @param upstream what filled the buffers; null when that is not known
   */
  static String of(Operation upstream, Operation operation) {
    if (operation.kind() == Kind.TRANSFER) {
      boolean toFile = operation.endpoint() == Endpoint.FILE;
      return toFile && COPIES_FILE_RANGES ? "copy-file-range" : "sendfile";
    }
    if (operation.kind() == Kind.MAP) {
      return "mmap";
    }
    if (upstream != null && upstream.kind() == Kind.MAP) {
      return "mmap-write";
    }
    if (operation.isDirectIo() || (upstream != null && upstream.isDirectIo())) {
      return "direct";
    }
    if (upstream != null && upstream.endpoint() == Endpoint.FILE) {
      return "read-write";
    }
    return operation.kind() == Kind.READ ? "read" : "write";
  }

  /** Where the bytes go: {@code socket}, {@code file} or {@code memory}. */
  static String target(Operation operation) {
    if (operation.kind() == Kind.READ || operation.kind() == Kind.MAP) {
      return "memory";
    }
    return operation.endpoint() == Endpoint.SOCKET ? "socket" : "file";
  }
}
