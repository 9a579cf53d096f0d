package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import java.nio.ByteBuffer;

/** Which operation a channel's call is. */
final class Channels {
  private Channels() {}

  static Operation read(OpenFile file, ByteBuffer buffer, boolean directIo) {
    boolean heap = Buffers.isHeap(buffer);
    if (file.isSocket()) {
      return heap ? Operation.SOCKET_CHANNEL_READ_HEAP : Operation.SOCKET_CHANNEL_READ_DIRECT;
    }
    if (directIo) {
      return heap ? Operation.DIRECT_IO_READ_HEAP : Operation.DIRECT_IO_READ;
    }
    return heap ? Operation.FILE_CHANNEL_READ_HEAP : Operation.FILE_CHANNEL_READ_DIRECT;
  }

  static Operation write(OpenFile file, ByteBuffer buffer, boolean directIo) {
    boolean heap = Buffers.isHeap(buffer);
    boolean mapped = !heap && Buffers.isMapped(buffer);
    if (file.isSocket()) {
      return mapped
          ? Operation.SOCKET_CHANNEL_WRITE_MAPPED
          : heap ? Operation.SOCKET_CHANNEL_WRITE_HEAP : Operation.SOCKET_CHANNEL_WRITE_DIRECT;
    }
    if (directIo) {
      return heap ? Operation.DIRECT_IO_WRITE_HEAP : Operation.DIRECT_IO_WRITE;
    }
    return mapped
        ? Operation.FILE_CHANNEL_WRITE_MAPPED
        : heap ? Operation.FILE_CHANNEL_WRITE_HEAP : Operation.FILE_CHANNEL_WRITE_DIRECT;
  }

  /** The first buffer with room, or null: then the JDK makes no system call. */
  static ByteBuffer firstWithRoom(ByteBuffer[] buffers, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i].hasRemaining()) {
        return buffers[i];
      }
    }
    return null;
  }

  /** Told by the dispatcher's class: the kernel's name for a socket does not say. */
  static boolean isDatagram(Object dispatcher) {
    return dispatcher != null && dispatcher.getClass().getName().contains("Datagram");
  }
}
