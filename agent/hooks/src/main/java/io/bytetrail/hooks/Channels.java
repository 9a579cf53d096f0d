package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import java.nio.ByteBuffer;

/** Which operation a channel's call is. */
final class Channels {
  /** {@code IOV_MAX} on Linux. */
  private static final int MOST_BUFFERS = 1024;

  private Channels() {}

  static Operation read(OpenFile file, ByteBuffer buffer, boolean directIo) {
    boolean heap = Buffers.isHeap(buffer);
    if (file.type == OpenFile.Type.SOCKET) {
      return heap ? Operation.SOCKET_CHANNEL_READ_HEAP : Operation.SOCKET_CHANNEL_READ_DIRECT;
    }
    if (!file.isFile()) {
      return readUncommon(file, heap);
    }
    if (directIo) {
      return heap ? Operation.DIRECT_IO_READ_HEAP : Operation.DIRECT_IO_READ;
    }
    return heap ? Operation.FILE_CHANNEL_READ_HEAP : Operation.FILE_CHANNEL_READ_DIRECT;
  }

  static Operation write(OpenFile file, ByteBuffer buffer, boolean directIo) {
    boolean heap = Buffers.isHeap(buffer);
    boolean mapped = !heap && Buffers.isMapped(buffer);
    if (file.type == OpenFile.Type.SOCKET) {
      return mapped
          ? Operation.SOCKET_CHANNEL_WRITE_MAPPED
          : heap ? Operation.SOCKET_CHANNEL_WRITE_HEAP : Operation.SOCKET_CHANNEL_WRITE_DIRECT;
    }
    if (!file.isFile()) {
      return writeUncommon(file, heap, mapped);
    }
    if (directIo) {
      return heap ? Operation.DIRECT_IO_WRITE_HEAP : Operation.DIRECT_IO_WRITE;
    }
    return mapped
        ? Operation.FILE_CHANNEL_WRITE_MAPPED
        : heap ? Operation.FILE_CHANNEL_WRITE_HEAP : Operation.FILE_CHANNEL_WRITE_DIRECT;
  }

  /** What a stream's read is: one made from a descriptor may be on anything. */
  static Operation streamRead(OpenFile file, Operation ofFile) {
    return file.isFile()
        ? ofFile
        : file.type == OpenFile.Type.PIPE
            ? Operation.PIPE_STREAM_READ
            : Operation.SOCKET_STREAM_READ;
  }

  static Operation streamWrite(OpenFile file, Operation ofFile) {
    return file.isFile()
        ? ofFile
        : file.type == OpenFile.Type.PIPE
            ? Operation.PIPE_STREAM_WRITE
            : Operation.SOCKET_STREAM_WRITE;
  }

  static Operation transferTo(OpenFile target) {
    return target.isFile()
        ? Operation.TRANSFER_TO_FILE
        : target.type == OpenFile.Type.PIPE
            ? Operation.TRANSFER_TO_PIPE
            : Operation.TRANSFER_TO_SOCKET;
  }

  private static Operation readUncommon(OpenFile file, boolean heap) {
    if (file.type == OpenFile.Type.PIPE) {
      return heap ? Operation.PIPE_CHANNEL_READ_HEAP : Operation.PIPE_CHANNEL_READ_DIRECT;
    }
    return heap ? Operation.DATAGRAM_RECEIVE_HEAP : Operation.DATAGRAM_RECEIVE_DIRECT;
  }

  private static Operation writeUncommon(OpenFile file, boolean heap, boolean mapped) {
    if (file.type == OpenFile.Type.PIPE) {
      return mapped
          ? Operation.PIPE_CHANNEL_WRITE_MAPPED
          : heap ? Operation.PIPE_CHANNEL_WRITE_HEAP : Operation.PIPE_CHANNEL_WRITE_DIRECT;
    }
    return mapped
        ? Operation.DATAGRAM_SEND_MAPPED
        : heap ? Operation.DATAGRAM_SEND_HEAP : Operation.DATAGRAM_SEND_DIRECT;
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

  /**
   * How many bytes a gathering write copies from the heap: all it is given, as far as one system
   * call takes buffers.
   */
  static long copiedByWrite(ByteBuffer[] buffers, int offset, int length) {
    long copied = 0;
    int taken = 0;
    for (int i = offset; i < offset + length && taken < MOST_BUFFERS; i++) {
      int remaining = buffers[i].remaining();
      if (remaining > 0) {
        taken++;
        copied += Buffers.isHeap(buffers[i]) ? remaining : 0;
      }
    }
    return copied;
  }

  /**
   * How many of the bytes a scattering read brought were copied into the heap. Of a heap buffer
   * between direct ones it is not known where it was filled from; then it is from its beginning.
   */
  static long copiedByRead(ByteBuffer[] buffers, int offset, int length, long bytes) {
    long copied = 0;
    long left = bytes;
    boolean direct = false;
    for (int i = offset; i < offset + length && left > 0; i++) {
      long part = Math.min(left, buffers[i].position());
      boolean heap = Buffers.isHeap(buffers[i]);
      direct |= !heap;
      copied += heap ? part : 0;
      left -= part;
    }
    return direct ? copied : Math.max(bytes, 0);
  }

  /** Told by the dispatcher's class: the kernel's name for a socket does not say. */
  static boolean isDatagram(Object dispatcher) {
    return dispatcher != null && dispatcher.getClass().getName().contains("Datagram");
  }
}
