package io.bytetrail.collector.calibration;

import java.nio.ByteBuffer;

/**
 * What the receiver asks the sender for. 40 bytes on the wire:
 *
 * <pre>
 *  +-------------------------------+-------------------------------+
 *  |            kind               |          technique            | 0
 *  +-------------------------------+-------------------------------+
 *  |            chunk              |            index              | 8
 *  +-------------------------------+-------------------------------+
 *  |                       size of the file                        | 16
 *  +---------------------------------------------------------------+
 *  |                            (zero)                             | 24
 *  +---------------------------------------------------------------+ 40
 * </pre>
 *
 * @param chunk bytes, of the buffer or of each call
 * @param index of the file among those of its size
 */
record Request(Kind kind, Technique technique, int chunk, int index, long size) {
  static final int LENGTH = 40;

  enum Kind {
    /** A file, by a technique. */
    SEND,
    /** A file copied to another, of which nothing is sent. */
    COPY,
    /** Bytes of no file. */
    WRITE,
    /** A file, by many calls of {@code transferTo}. */
    TRANSFER
  }

  void put(ByteBuffer buffer) {
    buffer.putInt(kind.ordinal()).putInt(technique.ordinal());
    buffer.putInt(chunk).putInt(index).putLong(size).putLong(0).putLong(0);
  }

  static Request get(ByteBuffer buffer) {
    Kind kind = Kind.values()[buffer.getInt()];
    Technique technique = Technique.values()[buffer.getInt()];
    return new Request(kind, technique, buffer.getInt(), buffer.getInt(), buffer.getLong());
  }

  /** Bytes that come back, behind the head. */
  long bodyBytes() {
    return kind == Kind.COPY ? 0 : size;
  }

  Way way() {
    return new Way(technique, chunk);
  }
}
