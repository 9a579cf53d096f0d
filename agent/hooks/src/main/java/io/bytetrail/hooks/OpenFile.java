package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Kind;
import java.io.FileDescriptor;
import java.lang.ref.WeakReference;

/**
 * An open file or socket, and the transfers on it.
 *
 * <p>Refers weakly to the descriptor, a {@code java.io.FileDescriptor} or what native code has in
 * its stead: it is how a number that the kernel has given out again is noticed, and must not keep
 * the JDK from closing what nobody uses any more.
 *
 * <p>Threads that share a descriptor share this without synchronisation: calls and bytes don't
 * depend on it, and which of two simultaneous calls began a transfer is anybody's guess.
 */
final class OpenFile extends WeakReference<Object> {
  /** What the descriptor is. */
  enum Type {
    FILE,
    /** One for a stream of bytes: TCP, or of the Unix domain. */
    SOCKET,
    DATAGRAM,
    /** With a name or without. */
    PIPE,
    /** A terminal, a device, a file that the kernel makes up: its calls are not counted. */
    UNFOLLOWED
  }

  /** Requests without a body are mostly smaller. */
  private static final int LEAST_RECEIVED = 512;

  final Type type;
  private final Origin origin;
  private final Object path;

  /** The transfer going on, as the lane word has it. */
  private int transfer;

  /** By operation: whether there was a call since the file was opened. */
  private long begun;

  /** Whether the next sequential call does not go on where the last one ended. */
  private boolean elsewhere;

  /** Where the next sequential call is, as far as was seen. */
  private long position;

  /** Where the last positional call ended, and where it read from if that is another file. */
  private long end = -1;

  private OpenFile source;

  /** Of a file: the last lane in which was stored what something else had received. */
  private Lane store;

  /** Of a socket or pipe: whether more comes in by it than requests. */
  private boolean receives;

  /** Whether a transfer from it has had to be done by reading: see {@link Asked}. */
  boolean asked;

  /** While somebody records: the transfer that writes to this, which the next one ends. */
  Transfer outgoing;

  OpenFile(Object descriptor, Type type, Origin origin, Object path) {
    super(descriptor);
    this.type = type;
    this.origin = origin;
    this.path = path;
  }

  boolean isSocket() {
    return type == Type.SOCKET;
  }

  boolean isFile() {
    return type == Type.FILE;
  }

  /** Null while there may be none: {@link Gate}. */
  Lane lane(Operation operation) {
    return origin.lane(operation, this);
  }

  /** As the application named it; not necessarily absolute. Empty for sockets. */
  String pathText() {
    return path == null ? "" : path.toString();
  }

  /** Whether it is certain that no call on this will follow. */
  boolean isClosed() {
    Object descriptor = get();
    // Those of native transports don't tell.
    return descriptor == null
        || (descriptor instanceof FileDescriptor ours && OpenFiles.number(ours) < 0);
  }

  /** The path of the file whose bytes such a lane moves, if it is known. */
  String transferredPath(Lane lane) {
    boolean elsewhere = lane.operation.kind() == Kind.TRANSFER && source != null;
    return elsewhere ? source.pathText() : pathText();
  }

  /**
   * Whether what has just been read from it is to be followed: of a file all, of a socket or pipe
   * from the first read on that is as large as no request is that has no body.
   */
  boolean isFollowed(long bytes) {
    if (isFile() || receives) {
      return true;
    }
    receives = bytes >= LEAST_RECEIVED;
    return receives;
  }

  /** Whether a write to it of these bytes is a row of its own, together with their read. */
  boolean takes(Fill fill) {
    return fill.lane.readsFile() || isFile();
  }

  /** Enters a call that goes on where the last one on this descriptor ended. */
  Context enterSequential(Context context, Operation operation) {
    return enterSequential(context, operation, lane(operation));
  }

  private Context enterSequential(Context context, Operation operation, Lane lane) {
    if (lane == null) {
      return null;
    }
    boolean begins = begins(operation) || elsewhere;
    if (begins) {
      elsewhere = false;
      transfer = context.newTransfer();
    }
    return context.enter(this, lane, transfer, begins);
  }

  /** Enters a call that says where it reads or writes. */
  Context enterPositional(Context context, Operation operation, long position) {
    return enterPositional(context, operation, lane(operation), position);
  }

  private Context enterPositional(Context context, Operation operation, Lane lane, long position) {
    if (lane == null) {
      return null;
    }
    boolean continues =
        position == end || (context.lastFile == this && context.lastEnd == position);
    boolean begins = begins(operation) || !continues;
    if (begins) {
      transfer = context.newTransfer();
    }
    context.lastFile = this;
    context.lastEnd = position;
    return context.enter(this, lane, transfer, begins, position);
  }

  /**
   * Enters a transfer from another file to this one. That its parts continue each other is known
   * here, at the target: one source may serve many targets in turn. Without a lane it is none.
   */
  Context enterTransfer(Context context, Lane lane, OpenFile source, long position) {
    if (lane == null) {
      return null;
    }
    boolean begins = this.source != source || position != end;
    if (begins) {
      this.source = source;
      transfer = context.newTransfer();
    }
    context.lastEnd = position;
    return context.enter(this, lane, transfer, begins);
  }

  /** Enters a write of bytes that a read has put in the buffer, from {@code start} on. */
  Context enterChained(Context context, Operation operation, Fill fill, long start) {
    boolean rewound = fill.mapped && start != end;
    boolean begins = transfer != fill.transfer || rewound;
    transfer = fill.transfer;
    end = start;
    context.fill = fill;
    return context.enter(this, fill.lane.downstream(operation, fill.link), transfer, begins);
  }

  /**
   * Enters a write to this file of bytes that came from a socket or a pipe: it is counted where the
   * file was opened, as one transfer for each pass over it.
   *
   * @param position in the file; -1 where the descriptor has its own
   */
  Context enterStore(Context context, Operation operation, Fill fill, long position) {
    Lane lane = store;
    if (lane == null || !lane.stores(fill.lane, fill.link, operation)) {
      lane = fill.lane.stored(origin, operation, fill.link, pathText());
      store = lane;
    }
    context.fill = fill;
    return position < 0
        ? enterSequential(context, operation, lane)
        : enterPositional(context, operation, lane, position);
  }

  /** After a sequential call; one that found the end of the file is the last of its transfer. */
  void advanced(long bytes) {
    if (bytes < 0) {
      elsewhere = true;
    } else {
      position += bytes;
    }
  }

  /** The application has said where the next sequential call is to be. */
  void positioned(long position) {
    if (position != this.position) {
      this.position = position;
      elsewhere = true;
    }
  }

  /** After a positional call. */
  void moved(Context context, long bytes) {
    if (bytes > 0) {
      context.lastEnd += bytes;
    }
    end = context.lastEnd;
  }

  /** After a chained write. */
  void sent(long bytes) {
    end += Math.max(bytes, 0);
  }

  /** After a chained write of several buffers: where it stopped. */
  void sentUpTo(long end) {
    this.end = end;
  }

  int transfer() {
    return transfer;
  }

  private boolean begins(Operation operation) {
    long bit = 1L << operation.code();
    if ((begun & bit) != 0) {
      return false;
    }
    begun |= bit;
    return true;
  }
}
