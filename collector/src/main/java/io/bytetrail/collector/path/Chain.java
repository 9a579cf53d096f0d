package io.bytetrail.collector.path;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Endpoint;
import io.bytetrail.ledger.Operation.Kind;

/**
 * A lane that brings bytes in and the lane that passes them on. Either may be missing, not both.
 *
 * @param head the read, mapping or transfer, or its share of one; null for a write of bytes whose
 *     origin is not known
 * @param tail the write; null when the bytes stay in memory, or a transfer both reads and writes
 */
record Chain(LaneFacts head, LaneFacts tail) {

  /** What the chain is filed under: the file's side where there is one. */
  LaneFacts first() {
    return head == null || isReceived() ? tail : head;
  }

  /** Whether it stores in a file what came from a socket or a pipe. */
  boolean isReceived() {
    return head != null && tail != null && !readsFile();
  }

  /** Where the bytes end up. */
  LaneFacts last() {
    return tail != null ? tail : head;
  }

  boolean isMapped() {
    return head != null && head.operation().kind() == Kind.MAP;
  }

  boolean isTransfer() {
    return head != null && head.operation().kind() == Kind.TRANSFER;
  }

  boolean readsFile() {
    return head != null && (isTransfer() || head.operation().endpoint() == Endpoint.FILE);
  }

  boolean writesFile() {
    Operation operation = last().operation();
    return operation.endpoint() == Endpoint.FILE
        && (operation.kind() == Kind.WRITE
            || operation.kind() == Kind.TRANSFER
            || operation.isForce());
  }

  boolean isDirectIo() {
    return first().operation().isDirectIo() || last().operation().isDirectIo();
  }

  /** Bytes taken from files; of a mapping, those that were passed on from it, or loaded. */
  long readBytes() {
    if (!readsFile()) {
      return 0;
    }
    if (isMapped() && head.operation() != Operation.MAPPED_LOAD) {
      return tail != null ? tail.bytes() : kernel(KernelCounter.MAPPED_BYTES);
    }
    return head.bytes();
  }

  /** Bytes taken from files, or given to them where none were taken. */
  long fileBytes() {
    if (readsFile()) {
      return readBytes();
    }
    return writesFile() ? last().bytes() : 0;
  }

  long calls() {
    return (head == null ? 0 : head.calls()) + (tail == null ? 0 : tail.calls());
  }

  /** What the kernel counted in both lanes. */
  long kernel(KernelCounter counter) {
    return (head == null ? 0 : head.kernel().get(counter))
        + (tail == null ? 0 : tail.kernel().get(counter));
  }

  /**
   * Of a direct read, what the filesystem would not read past the page cache. The look-up that
   * finds the end of the file is none of it.
   */
  long fellBackBytes() {
    long direct = kernel(KernelCounter.DIRECT_READ_SUBMITTED_BYTES);
    return Math.min(kernel(KernelCounter.LOOKUP_BYTES), Math.max(0, readBytes() - direct));
  }

  /** {@code socket}, {@code pipe}, {@code file} or {@code memory}. */
  String target() {
    if (writesFile()) {
      return "file";
    }
    Operation operation = last().operation();
    if (operation.kind() != Kind.WRITE && operation.kind() != Kind.TRANSFER) {
      return "memory";
    }
    return switch (operation.endpoint()) {
      case SOCKET -> "socket";
      case PIPE -> "pipe";
      case FILE -> "file";
      case NONE -> "memory";
    };
  }
}
