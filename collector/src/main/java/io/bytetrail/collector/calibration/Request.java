package io.bytetrail.collector.calibration;

import java.nio.ByteBuffer;
import java.util.List;

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

  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final List<Technique> TECHNIQUES = List.of(Technique.values());

  enum Kind {
    /** A file, by a technique. */
    SEND,
    /** A file copied to another, of which nothing is sent. */
    COPY,
    /** Bytes of no file. */
    WRITE,
    /** A file, by many calls of {@code transferTo}. */
    TRANSFER,
    /** Nothing: mappings that nobody uses are undone, for a mapped page can't be dropped. */
    UNMAP
  }

  void put(ByteBuffer buffer) {
    buffer.putInt(KINDS.indexOf(kind)).putInt(TECHNIQUES.indexOf(technique));
    buffer.putInt(chunk).putInt(index).putLong(size).putLong(0).putLong(0);
  }

  static Request get(ByteBuffer buffer) {
    Kind kind = KINDS.get(buffer.getInt());
    Technique technique = TECHNIQUES.get(buffer.getInt());
    return new Request(kind, technique, buffer.getInt(), buffer.getInt(), buffer.getLong());
  }

  /** Bytes that come back, behind the head. */
  long bodyBytes() {
    return kind == Kind.COPY || kind == Kind.UNMAP ? 0 : size;
  }

  Way way() {
    return new Way(technique, chunk);
  }
}
