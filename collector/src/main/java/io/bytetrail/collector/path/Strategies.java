package io.bytetrail.collector.path;

import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Endpoint;

/** Names the strategy of a chain, in the words of the report. */
final class Strategies {
  /**
   * Of what left for a device, the share from which a transfer counts as copied. Below it are the
   * odd fragments that TCP copies when it sends again or merges.
   */
  private static final double COPIED_SHARE = 0.01;

  /** From here on the JDK copies file to file by {@code copy_file_range(2)}. */
  private static final int JAVA_WITH_COPY_FILE_RANGE = 21;

  private Strategies() {}

  static String of(Chain chain, Setting setting) {
    if (chain.isTransfer()) {
      return transfer(chain, setting);
    }
    if (chain.head() != null && chain.head().operation().isRefusedTransfer()) {
      return "sendfile-copied";
    }
    if (chain.isMapped()) {
      return chain.tail() == null ? "mmap" : "mmap-write";
    }
    if (chain.isDirectIo()) {
      return "direct";
    }
    if (chain.head() == null) {
      return chain.tail().operation().kind() == Operation.Kind.READ ? "read" : "write";
    }
    if (chain.isReceived()) {
      return "write";
    }
    return chain.tail() == null ? "read" : "read-write";
  }

  private static String transfer(Chain chain, Setting setting) {
    if (chain.head().operation().endpoint() == Endpoint.FILE
        && setting.javaFeature() >= JAVA_WITH_COPY_FILE_RANGE) {
      return "copy-file-range";
    }
    return isCopied(chain) ? "sendfile-copied" : "sendfile";
  }

  /** Whether the network device took the bytes of a transfer as copies. */
  static boolean isCopied(Chain chain) {
    long copied = chain.kernel(KernelCounter.EGRESS_COPIED_BYTES);
    long referenced = chain.kernel(KernelCounter.EGRESS_REFERENCED_BYTES);
    return copied > (copied + referenced) * COPIED_SHARE;
  }

  /** Whether the JDK reads byte for byte, with a system call for each. */
  static boolean callsForEachByte(Operation operation) {
    return operation == Operation.RANDOM_ACCESS_FILE_READ_LINE;
  }

  /**
   * System calls a Java call of this operation makes, as the JDK is written. Since it knows {@code
   * copy_file_range(2)}, a transfer to a socket or a pipe tries that first and is refused. A copy
   * of paths is over when a call has found nothing more; loading only touches pages.
   */
  static int systemCallsPerCall(Operation operation, Setting setting) {
    return switch (operation) {
      case TRANSFER_TO_SOCKET, TRANSFER_TO_PIPE ->
          setting.javaFeature() >= JAVA_WITH_COPY_FILE_RANGE ? 2 : 1;
      case FILES_COPY -> 2;
      case MAPPED_LOAD -> 0;
      default -> 1;
    };
  }
}
