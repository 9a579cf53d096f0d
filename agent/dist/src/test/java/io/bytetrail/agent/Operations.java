package io.bytetrail.agent;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The application of {@link OperationsIT}: every operation once, each in a method of its own, which
 * is its site. The source has {@link #SIZE} bytes: four chunks and a part, then the end.
 */
final class Operations {
  static final int CHUNK = 8192;
  static final int SIZE = 4 * CHUNK + 100;
  static final int DIRECT_SIZE = 4 * CHUNK;

  private static final OpenOption[] EMPTY = {
    StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING
  };

  private static Path source;
  private static Path aligned;
  private static Path target;
  private static InetSocketAddress sink;

  private Operations() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    source = directory.resolve("source");
    aligned = directory.resolve("aligned");
    target = directory.resolve("target");
    prepare();
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      sink = (InetSocketAddress) server.getLocalAddress();
      Thread drain = new Thread(() -> drain(server));
      drain.setDaemon(true);
      drain.start();
      Threads.run(arguments[1].equals("virtual"), Operations::all);
    }
  }

  private static void prepare() throws IOException {
    Files.write(source, new byte[SIZE]);
    Files.write(aligned, new byte[DIRECT_SIZE]);
  }

  private static void all() throws IOException {
    streamRead();
    streamReadRange();
    streamReadByte();
    streamReadAgainAfterTheEnd();
    streamWrite();
    streamWriteRange();
    streamWriteByte();
    randomAccessRead();
    randomAccessWrite();
    channelReadHeap();
    channelReadDirect();
    channelReadPositional();
    channelReadAtRandom();
    channelScatter();
    channelWriteHeap();
    channelWriteDirect();
    channelWritePositional();
    channelGather();
    channelForce();
    directIo();
    directIoHeap();
    transferToSocket();
    transferToFile();
    mapAndWrite();
    mapAndWriteSlices();
    streamToSocketStream();
    streamToChannel();
    heapToSocket();
    directToSocket();
    duplicatesAndSlicesToSocket();
    headerInTheSameBufferLater();
    headerAndBodyGathered();
    readInOneThreadWriteInAnother();
    socketOnly();
    noCalls();
  }

  private static void streamRead() throws IOException {
    try (FileInputStream in = new FileInputStream(source.toFile())) {
      byte[] buffer = new byte[CHUNK];
      while (in.read(buffer) >= 0) {}
    }
  }

  private static void streamReadRange() throws IOException {
    try (FileInputStream in = new FileInputStream(source.toFile())) {
      byte[] buffer = new byte[2 * CHUNK];
      while (in.read(buffer, 100, CHUNK) >= 0) {}
    }
  }

  private static void streamReadByte() throws IOException {
    try (FileInputStream in = new FileInputStream(source.toFile())) {
      while (in.read() >= 0) {}
    }
  }

  private static void streamReadAgainAfterTheEnd() throws IOException {
    try (FileInputStream in = new FileInputStream(source.toFile())) {
      byte[] buffer = new byte[SIZE];
      for (int pass = 0; pass < 3; pass++) {
        while (in.read(buffer) >= 0) {}
        in.getChannel().position(0);
      }
    }
  }

  private static void streamWrite() throws IOException {
    try (FileOutputStream out = new FileOutputStream(target.toFile())) {
      for (int i = 0; i < 5; i++) {
        out.write(new byte[CHUNK]);
      }
    }
  }

  private static void streamWriteRange() throws IOException {
    try (FileOutputStream out = new FileOutputStream(target.toFile(), true)) {
      out.write(new byte[CHUNK], 10, 1000);
    }
  }

  private static void streamWriteByte() throws IOException {
    try (FileOutputStream out = new FileOutputStream(target.toFile())) {
      for (int i = 0; i < 1000; i++) {
        out.write(i);
      }
    }
  }

  private static void randomAccessRead() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "r")) {
      byte[] buffer = new byte[CHUNK];
      file.readFully(buffer);
      file.read(buffer);
      file.read();
      file.readFully(buffer, 1, 3);
    }
  }

  private static void randomAccessWrite() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
      file.setLength(0);
      file.write(new byte[CHUNK]);
      file.write(new byte[CHUNK], 1, 99);
      file.write(1);
    }
  }

  private static void channelReadHeap() throws IOException {
    try (FileChannel channel = FileChannel.open(source)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {}
    }
  }

  private static void channelReadDirect() throws IOException {
    try (FileChannel channel = FileChannel.open(source)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {}
    }
  }

  private static void channelReadPositional() throws IOException {
    try (FileChannel channel = FileChannel.open(source)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      for (int pass = 0; pass < 2; pass++) {
        for (int position = 0; position < SIZE; position += CHUNK) {
          channel.read(buffer.clear(), position);
        }
      }
    }
  }

  private static void channelReadAtRandom() throws IOException {
    try (FileChannel channel = FileChannel.open(source)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(64);
      for (int i = 0; i < 50; i++) {
        channel.read(buffer.clear(), (i * 7919) % (SIZE - 64));
      }
    }
  }

  private static void channelScatter() throws IOException {
    try (FileChannel channel = FileChannel.open(source)) {
      channel.read(new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(900)});
    }
  }

  private static void channelWriteHeap() throws IOException {
    try (FileChannel channel = FileChannel.open(target, EMPTY)) {
      channel.write(ByteBuffer.allocate(CHUNK));
    }
  }

  private static void channelWriteDirect() throws IOException {
    try (FileChannel channel = FileChannel.open(target, EMPTY)) {
      channel.write(ByteBuffer.allocateDirect(CHUNK));
    }
  }

  private static void channelWritePositional() throws IOException {
    try (FileChannel channel = FileChannel.open(target, EMPTY)) {
      channel.write(ByteBuffer.allocateDirect(CHUNK), 0);
      channel.write(ByteBuffer.allocateDirect(CHUNK), CHUNK);
      channel.write(ByteBuffer.allocateDirect(CHUNK), 0);
    }
  }

  private static void channelGather() throws IOException {
    try (FileChannel channel = FileChannel.open(target, EMPTY)) {
      channel.write(new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocate(900)});
    }
  }

  private static void channelForce() throws IOException {
    try (FileChannel channel = FileChannel.open(target, EMPTY)) {
      channel.force(false);
    }
  }

  private static void directIo() throws IOException {
    try (FileChannel channel = FileChannel.open(aligned, ExtendedOpenOption.DIRECT)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK + 4096).alignedSlice(4096);
      while (channel.read(buffer.clear().limit(CHUNK)) > 0) {}
    }
  }

  private static void directIoHeap() throws IOException {
    try (FileChannel channel = FileChannel.open(aligned, ExtendedOpenOption.DIRECT)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer.clear()) > 0) {}
    }
  }

  private static void transferToSocket() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      channel.transferTo(0, CHUNK, socket);
      channel.transferTo(CHUNK, SIZE - CHUNK, socket);
      channel.transferTo(0, SIZE, socket);
    }
  }

  private static void transferToFile() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        FileChannel out = FileChannel.open(target, EMPTY)) {
      channel.transferTo(0, SIZE, out);
    }
  }

  private static void mapAndWrite() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, 0, SIZE);
      socket.write(mapped);
      mapped.rewind();
      socket.write(mapped);
    }
  }

  private static void mapAndWriteSlices() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, 0, SIZE);
      for (int position = 0; position < SIZE; position += CHUNK) {
        socket.write(mapped.slice(position, Math.min(CHUNK, SIZE - position)).duplicate());
      }
    }
  }

  private static void streamToSocketStream() throws IOException {
    try (FileInputStream in = new FileInputStream(source.toFile());
        Socket socket = new Socket(sink.getAddress(), sink.getPort())) {
      OutputStream out = socket.getOutputStream();
      byte[] buffer = new byte[CHUNK];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void streamToChannel() throws IOException {
    try (FileInputStream in = new FileInputStream(source.toFile());
        SocketChannel socket = SocketChannel.open(sink)) {
      byte[] buffer = new byte[CHUNK];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        socket.write(ByteBuffer.wrap(buffer, 0, n).asReadOnlyBuffer());
      }
    }
  }

  private static void heapToSocket() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {
        socket.write(buffer.flip());
      }
    }
  }

  private static void directToSocket() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {
        socket.write(buffer.flip());
      }
    }
  }

  private static void duplicatesAndSlicesToSocket() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      ByteBuffer arena = ByteBuffer.allocateDirect(4 * CHUNK);
      ByteBuffer buffer = arena.slice(CHUNK, CHUNK);
      while (channel.read(buffer.clear()) >= 0) {
        buffer.flip();
        int half = buffer.remaining() / 2;
        socket.write(buffer.duplicate().limit(half));
        socket.write(buffer.position(half).slice().duplicate());
      }
    }
  }

  private static void headerInTheSameBufferLater() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      channel.read(buffer);
      socket.write(buffer.flip());
      buffer
          .clear()
          .put("HTTP/1.1 200 OK\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      socket.write(buffer.flip());
    }
  }

  private static void headerAndBodyGathered() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      ByteBuffer body = ByteBuffer.allocateDirect(CHUNK);
      channel.read(body);
      socket.write(new ByteBuffer[] {ByteBuffer.allocate(100), body.flip()});
    }
  }

  private static void readInOneThreadWriteInAnother() throws IOException {
    try (FileChannel channel = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      channel.read(buffer);
      Threads.run(false, () -> socket.write(buffer.flip()));
    }
  }

  private static void socketOnly() throws IOException {
    try (Socket socket = new Socket(sink.getAddress(), sink.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(new byte[1000]);
      out.write(new byte[1000]);
    }
  }

  /** Nothing of this reaches the kernel. */
  private static void noCalls() throws IOException {
    FileInputStream closed;
    try (FileInputStream in = new FileInputStream(source.toFile());
        FileChannel channel = FileChannel.open(source)) {
      closed = in;
      in.read(new byte[0]);
      channel.read(ByteBuffer.allocate(0));
      channel.read(new ByteBuffer[] {ByteBuffer.allocate(0), ByteBuffer.allocateDirect(0)});
      mustFail(() -> in.read(new byte[10], 5, 10));
      mustFail(() -> in.read(null));
    }
    mustFail(() -> closed.read());
  }

  private static void mustFail(Threads.Work work) {
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      return;
    }
    throw new IllegalStateException("did not fail");
  }

  private static void drain(ServerSocketChannel server) {
    byte[] buffer = new byte[1 << 16];
    while (server.isOpen()) {
      try (SocketChannel socket = server.accept();
          InputStream in = socket.socket().getInputStream()) {
        while (in.read(buffer) >= 0) {}
      } catch (IOException e) {
        return;
      }
    }
  }
}
