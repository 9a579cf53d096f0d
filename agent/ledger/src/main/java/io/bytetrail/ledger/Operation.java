package io.bytetrail.ledger;

/**
 * What a lane does: one JDK operation, with what it implies about the copies of each byte it moves.
 *
 * <p>The {@link #code()} is part of the ledger's layout: codes are never reused or renumbered.
 *
 * <p>What is said here is how the JDK is written, so every figure derived from it is
 * <em>modelled</em> unless the kernel saw it too.
 */
public enum Operation {
  /** A code this build does not know: a ledger written by a newer agent, or damage. */
  UNKNOWN(0, "unknown", Kind.OTHER, Endpoint.NONE, Buffer.NONE),

  FILE_INPUT_STREAM_READ(1, "FileInputStream.read", Kind.READ, Endpoint.FILE, Buffer.HEAP),
  FILE_OUTPUT_STREAM_WRITE(2, "FileOutputStream.write", Kind.WRITE, Endpoint.FILE, Buffer.HEAP),
  RANDOM_ACCESS_FILE_READ(3, "RandomAccessFile.read", Kind.READ, Endpoint.FILE, Buffer.HEAP),
  RANDOM_ACCESS_FILE_WRITE(4, "RandomAccessFile.write", Kind.WRITE, Endpoint.FILE, Buffer.HEAP),

  FILE_CHANNEL_READ_HEAP(5, "FileChannel.read", Kind.READ, Endpoint.FILE, Buffer.HEAP),
  FILE_CHANNEL_READ_DIRECT(6, "FileChannel.read", Kind.READ, Endpoint.FILE, Buffer.DIRECT),
  FILE_CHANNEL_WRITE_HEAP(7, "FileChannel.write", Kind.WRITE, Endpoint.FILE, Buffer.HEAP),
  FILE_CHANNEL_WRITE_DIRECT(8, "FileChannel.write", Kind.WRITE, Endpoint.FILE, Buffer.DIRECT),
  FILE_CHANNEL_WRITE_MAPPED(9, "FileChannel.write", Kind.WRITE, Endpoint.FILE, Buffer.MAPPED),

  /** A read past the page cache ({@code O_DIRECT}) into a direct buffer. */
  DIRECT_IO_READ(10, "FileChannel.read(DIRECT)", Kind.READ, Endpoint.FILE, Buffer.DIRECT),
  /** A read past the page cache whose heap buffer costs a copy in the JVM all the same. */
  DIRECT_IO_READ_HEAP(11, "FileChannel.read(DIRECT)", Kind.READ, Endpoint.FILE, Buffer.HEAP),
  DIRECT_IO_WRITE(12, "FileChannel.write(DIRECT)", Kind.WRITE, Endpoint.FILE, Buffer.DIRECT),
  DIRECT_IO_WRITE_HEAP(13, "FileChannel.write(DIRECT)", Kind.WRITE, Endpoint.FILE, Buffer.HEAP),

  TRANSFER_TO_SOCKET(14, "FileChannel.transferTo", Kind.TRANSFER, Endpoint.SOCKET, Buffer.NONE),
  TRANSFER_TO_FILE(15, "FileChannel.transferTo", Kind.TRANSFER, Endpoint.FILE, Buffer.NONE),

  /** {@code mmap} itself: its bytes are address space, none of them has moved. */
  MAP(16, "FileChannel.map", Kind.MAP, Endpoint.FILE, Buffer.MAPPED),

  SOCKET_CHANNEL_READ_HEAP(17, "SocketChannel.read", Kind.READ, Endpoint.SOCKET, Buffer.HEAP),
  SOCKET_CHANNEL_READ_DIRECT(18, "SocketChannel.read", Kind.READ, Endpoint.SOCKET, Buffer.DIRECT),
  SOCKET_CHANNEL_WRITE_HEAP(19, "SocketChannel.write", Kind.WRITE, Endpoint.SOCKET, Buffer.HEAP),
  SOCKET_CHANNEL_WRITE_DIRECT(
      20, "SocketChannel.write", Kind.WRITE, Endpoint.SOCKET, Buffer.DIRECT),
  SOCKET_CHANNEL_WRITE_MAPPED(
      21, "SocketChannel.write", Kind.WRITE, Endpoint.SOCKET, Buffer.MAPPED),

  SOCKET_STREAM_READ(22, "Socket.read", Kind.READ, Endpoint.SOCKET, Buffer.HEAP),
  SOCKET_STREAM_WRITE(23, "Socket.write", Kind.WRITE, Endpoint.SOCKET, Buffer.HEAP),

  FORCE(24, "FileChannel.force", Kind.OTHER, Endpoint.FILE, Buffer.NONE),

  /** Anything counted after the lane table was full. */
  OTHER(25, "other", Kind.OTHER, Endpoint.NONE, Buffer.NONE),
  /** The collector's own input and output inside the application's process. */
  BYTETRAIL(26, "bytetrail", Kind.OTHER, Endpoint.NONE, Buffer.NONE),

  /** A stream on a pipe: of a {@code Process}, or a standard one. */
  PIPE_STREAM_READ(27, "FileInputStream.read", Kind.READ, Endpoint.PIPE, Buffer.HEAP),
  PIPE_STREAM_WRITE(28, "FileOutputStream.write", Kind.WRITE, Endpoint.PIPE, Buffer.HEAP),
  PIPE_CHANNEL_READ_HEAP(29, "Pipe.read", Kind.READ, Endpoint.PIPE, Buffer.HEAP),
  PIPE_CHANNEL_READ_DIRECT(30, "Pipe.read", Kind.READ, Endpoint.PIPE, Buffer.DIRECT),
  PIPE_CHANNEL_WRITE_HEAP(31, "Pipe.write", Kind.WRITE, Endpoint.PIPE, Buffer.HEAP),
  PIPE_CHANNEL_WRITE_DIRECT(32, "Pipe.write", Kind.WRITE, Endpoint.PIPE, Buffer.DIRECT),
  PIPE_CHANNEL_WRITE_MAPPED(33, "Pipe.write", Kind.WRITE, Endpoint.PIPE, Buffer.MAPPED),
  TRANSFER_TO_PIPE(34, "FileChannel.transferTo", Kind.TRANSFER, Endpoint.PIPE, Buffer.NONE),

  /** Connected or not, by channel or by {@code DatagramSocket}, which has a channel inside. */
  DATAGRAM_RECEIVE_HEAP(35, "DatagramChannel.receive", Kind.READ, Endpoint.SOCKET, Buffer.HEAP),
  DATAGRAM_RECEIVE_DIRECT(36, "DatagramChannel.receive", Kind.READ, Endpoint.SOCKET, Buffer.DIRECT),
  DATAGRAM_SEND_HEAP(37, "DatagramChannel.send", Kind.WRITE, Endpoint.SOCKET, Buffer.HEAP),
  DATAGRAM_SEND_DIRECT(38, "DatagramChannel.send", Kind.WRITE, Endpoint.SOCKET, Buffer.DIRECT),
  DATAGRAM_SEND_MAPPED(39, "DatagramChannel.send", Kind.WRITE, Endpoint.SOCKET, Buffer.MAPPED),

  /** Writes back what was changed in a mapping; how much that was, only the kernel knows. */
  MAPPED_FORCE(40, "MappedByteBuffer.force", Kind.OTHER, Endpoint.FILE, Buffer.NONE),
  /** Its bytes are those of the range, which are resident and mapped after it. */
  MAPPED_LOAD(41, "MappedByteBuffer.load", Kind.MAP, Endpoint.FILE, Buffer.MAPPED),

  /** {@code Files.copy} of two paths, and {@code Files.move} from one filesystem to another. */
  FILES_COPY(42, "Files.copy", Kind.TRANSFER, Endpoint.FILE, Buffer.NONE),
  TRANSFER_FROM_FILE(43, "FileChannel.transferFrom", Kind.TRANSFER, Endpoint.FILE, Buffer.NONE),
  DESCRIPTOR_SYNC(44, "FileDescriptor.sync", Kind.OTHER, Endpoint.FILE, Buffer.NONE),

  /** Netty's epoll transport, whose system calls are made by C code of its own. */
  NATIVE_SOCKET_READ(45, "epoll Socket.recv", Kind.READ, Endpoint.SOCKET, Buffer.DIRECT),
  NATIVE_SOCKET_WRITE(46, "epoll Socket.send", Kind.WRITE, Endpoint.SOCKET, Buffer.DIRECT),
  NATIVE_SENDFILE(47, "epoll Socket.sendFile", Kind.TRANSFER, Endpoint.SOCKET, Buffer.NONE),

  /** A system call for each byte of the line, where {@code readLine} goes past {@code read}. */
  RANDOM_ACCESS_FILE_READ_LINE(
      56, "RandomAccessFile.readLine", Kind.READ, Endpoint.FILE, Buffer.HEAP),

  /** {@code transferTo} a channel that no system call serves: the JDK reads, 8 KiB at a time. */
  TRANSFER_TO_READ(50, "FileChannel.transferTo", Kind.READ, Endpoint.FILE, Buffer.HEAP),
  /** {@code transferTo} or {@code transferFrom} by way of a mapping, which is then written. */
  TRANSFER_MAP(51, "FileChannel.transferTo", Kind.MAP, Endpoint.FILE, Buffer.MAPPED);

  /** Which way the bytes go, seen from the JVM. */
  public enum Kind {
    READ,
    WRITE,
    /** File to file, to a socket or to a pipe, inside the kernel. */
    TRANSFER,
    MAP,
    OTHER
  }

  /** What the descriptor of the call is; for {@link Kind#TRANSFER}, what the target is. */
  public enum Endpoint {
    FILE,
    SOCKET,
    PIPE,
    NONE
  }

  /** Where the application's end of the transfer lies. */
  public enum Buffer {
    /** In the Java heap: the JDK copies each byte once more, between the heap and native memory. */
    HEAP,
    DIRECT,
    MAPPED,
    /** No buffer of the application is involved. */
    NONE
  }

  /** Every code is below this; at most 64, so that a set of operations fits in a word. */
  public static final int CODES = 64;

  private static final Operation[] BY_CODE = new Operation[CODES];

  static {
    for (Operation operation : values()) {
      BY_CODE[operation.code] = operation;
    }
  }

  private final int code;
  private final String label;
  private final Kind kind;
  private final Endpoint endpoint;
  private final Buffer buffer;

  Operation(int code, String label, Kind kind, Endpoint endpoint, Buffer buffer) {
    this.code = code;
    this.label = label;
    this.kind = kind;
    this.endpoint = endpoint;
    this.buffer = buffer;
  }

  /** The operation with this code, or {@link #UNKNOWN}. */
  public static Operation ofCode(int code) {
    return code > 0 && code < CODES && BY_CODE[code] != null ? BY_CODE[code] : UNKNOWN;
  }

  /** The number that stands for this operation in the ledger; below {@link #CODES}. */
  public int code() {
    return code;
  }

  /** The name of the Java operation, as reports show it. */
  public String label() {
    return label;
  }

  public Kind kind() {
    return kind;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  public Buffer buffer() {
    return buffer;
  }

  /** Whether the operation goes past the page cache: {@code O_DIRECT}. */
  public boolean isDirectIo() {
    return switch (this) {
      case DIRECT_IO_READ, DIRECT_IO_READ_HEAP, DIRECT_IO_WRITE, DIRECT_IO_WRITE_HEAP -> true;
      default -> false;
    };
  }

  /** Whether the operation puts the application's bytes into a file. */
  public boolean writesFile() {
    return kind == Kind.WRITE && endpoint == Endpoint.FILE;
  }

  /** Whether the operation writes back to the device what had been written before. */
  public boolean isForce() {
    return switch (this) {
      case FORCE, MAPPED_FORCE, DESCRIPTOR_SYNC -> true;
      default -> false;
    };
  }

  /** Whether the application asked for a transfer without copies, and got another. */
  public boolean isRefusedTransfer() {
    return this == TRANSFER_TO_READ || this == TRANSFER_MAP;
  }

  /** How often the JDK itself copies each byte, between the Java heap and native memory: 0 or 1. */
  public int jvmCopies() {
    return buffer == Buffer.HEAP ? 1 : 0;
  }
}
