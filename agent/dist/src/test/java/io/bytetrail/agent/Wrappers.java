package io.bytetrail.agent;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The application of {@link WrappersIT}: a file's bytes on the ways that real code sends them, each
 * in a method of its own, which is its site.
 */
final class Wrappers {
  static final int CHUNK = 8192;
  static final int SIZE = 4 * CHUNK + 100;

  /** An arena, as Netty's allocator has them, and the buffers cut from it. */
  static final int ARENA = 1 << 20;

  static final int SLICES = 16;

  private static Path source;
  private static Path zipped;
  private static Path target;
  private static InetSocketAddress sink;

  private Wrappers() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    source = directory.resolve("source");
    zipped = directory.resolve("zipped");
    target = directory.resolve("target");
    byte[] content = new byte[SIZE];
    new Random(42).nextBytes(content);
    Files.write(source, content);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(content);
    }
    Files.write(zipped, packed.toByteArray());
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      sink = (InetSocketAddress) server.getLocalAddress();
      Thread drain = new Thread(() -> drain(server));
      drain.setDaemon(true);
      drain.start();
      Threads.run(arguments[1].equals("virtual"), Wrappers::all);
    }
  }

  private static void all() throws IOException {
    directArena();
    directArenaOutOfOrder();
    heapArena();
    heapArenaInAnotherThread();
    bufferedInput();
    bufferedInputLarge();
    bufferedOutput();
    bufferedBoth();
    channelStreams();
    putIntoDirect();
    putIntoHeap();
    getFromDirect();
    collected();
    headerBefore();
    gzip();
    gunzip();
    transferToStream();
    transferToWrapped();
    transferFromFile();
    configThenResponse();
    configThenResponseInTheSameArray();
    sameFormat();
    zeros();
  }

  /** Reads into every other slice of an arena, then writes them all: many ranges of one buffer. */
  private static void directArena() throws IOException {
    arena(ByteBuffer.allocateDirect(ARENA), false);
  }

  private static void directArenaOutOfOrder() throws IOException {
    arena(ByteBuffer.allocateDirect(ARENA), true);
  }

  private static void heapArena() throws IOException {
    arena(ByteBuffer.allocate(ARENA), false);
  }

  private static void arena(ByteBuffer arena, boolean backwards) throws IOException {
    ByteBuffer[] slices = new ByteBuffer[SLICES];
    try (SocketChannel socket = SocketChannel.open(sink)) {
      FileChannel[] files = new FileChannel[SLICES];
      for (int i = 0; i < SLICES; i++) {
        // A file for each, so that no range continues another.
        files[i] = FileChannel.open(source);
        slices[i] = arena.slice(i * CHUNK, CHUNK);
        files[i].read(slices[i]);
        slices[i].flip();
      }
      for (int i = 0; i < SLICES; i++) {
        socket.write(slices[backwards ? SLICES - 1 - i : i]);
      }
      for (FileChannel file : files) {
        file.close();
      }
    }
  }

  private static void heapArenaInAnotherThread() throws IOException {
    byte[] arena = new byte[ARENA];
    try (SocketChannel socket = SocketChannel.open(sink)) {
      for (int i = 0; i < SLICES; i++) {
        try (InputStream in = new FileInputStream(source.toFile())) {
          in.read(arena, i * CHUNK, CHUNK);
        }
      }
      elsewhere(
          () -> {
            for (int i = 0; i < SLICES; i++) {
              socket.write(ByteBuffer.wrap(arena, i * CHUNK, CHUNK));
            }
          });
    }
  }

  private static void bufferedInput() throws IOException {
    byte[] buffer = new byte[1000];
    try (InputStream in = new BufferedInputStream(new FileInputStream(source.toFile()));
        OutputStream out = socket()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  /** Reads as large as the buffer go past it. */
  private static void bufferedInputLarge() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new BufferedInputStream(new FileInputStream(source.toFile()));
        OutputStream out = socket()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void bufferedOutput() throws IOException {
    byte[] buffer = new byte[1000];
    try (InputStream in = new FileInputStream(source.toFile());
        OutputStream out = new BufferedOutputStream(socket())) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void bufferedBoth() throws IOException {
    byte[] buffer = new byte[1000];
    try (InputStream in = new BufferedInputStream(new FileInputStream(source.toFile()));
        OutputStream out = new BufferedOutputStream(new FileOutputStream(target.toFile()))) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void channelStreams() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(source);
        SocketChannel socket = SocketChannel.open(sink);
        OutputStream out = Channels.newOutputStream(socket)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void putIntoDirect() throws IOException {
    put(ByteBuffer.allocate(CHUNK), ByteBuffer.allocateDirect(CHUNK));
  }

  private static void putIntoHeap() throws IOException {
    put(ByteBuffer.allocateDirect(CHUNK), ByteBuffer.allocate(CHUNK));
  }

  private static void put(ByteBuffer read, ByteBuffer write) throws IOException {
    try (FileChannel file = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      while (file.read(read.clear()) > 0) {
        socket.write(write.clear().put(read.flip()).flip());
      }
    }
  }

  private static void getFromDirect() throws IOException {
    byte[] array = new byte[CHUNK];
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (FileChannel file = FileChannel.open(source);
        OutputStream out = socket()) {
      while (file.read(buffer.clear()) > 0) {
        int n = buffer.flip().remaining();
        buffer.get(array, 0, n);
        out.write(array, 0, n);
      }
    }
  }

  /** Everything is read first, then written. */
  private static void collected() throws IOException {
    byte[] buffer = new byte[CHUNK];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(source.toFile());
        OutputStream out = socket()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
      all.writeTo(out);
    }
  }

  /** Each piece is copied behind a header of its own, and the end of a chunk. */
  private static void headerBefore() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new FileInputStream(source.toFile());
        OutputStream out = socket()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        byte[] chunk = new byte[6 + n + 2];
        System.arraycopy((n == CHUNK ? "2000\r\n" : "0064\r\n").getBytes(US), 0, chunk, 0, 6);
        System.arraycopy(buffer, 0, chunk, 6, n);
        chunk[6 + n] = '\r';
        chunk[6 + n + 1] = '\n';
        out.write(chunk);
      }
    }
  }

  private static void gzip() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new FileInputStream(source.toFile());
        OutputStream out = new GZIPOutputStream(socket())) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void gunzip() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new GZIPInputStream(new FileInputStream(zipped.toFile()));
        OutputStream out = socket()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void transferToStream() throws IOException {
    try (FileChannel file = FileChannel.open(source);
        WritableByteChannel out = Channels.newChannel(socket())) {
      file.transferTo(0, SIZE, out);
    }
  }

  private static void transferToWrapped() throws IOException {
    try (FileChannel file = FileChannel.open(source);
        SocketChannel socket = SocketChannel.open(sink)) {
      file.transferTo(0, SIZE, new Wrapped(socket));
    }
  }

  private static void transferFromFile() throws IOException {
    try (FileChannel from = FileChannel.open(source);
        FileChannel to =
            FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      to.transferFrom(from, 0, SIZE);
    }
  }

  private static void configThenResponse() throws IOException {
    byte[] config = Files.readAllBytes(source);
    byte[] response = new byte[config.length];
    Arrays.fill(response, (byte) 'x');
    new Random(config[0]).nextBytes(response);
    try (OutputStream out = socket()) {
      out.write(response);
    }
  }

  /** A pooled array: what was read in it has been parsed, and the answer is put there. */
  private static void configThenResponseInTheSameArray() throws IOException {
    byte[] pooled = new byte[CHUNK];
    try (InputStream in = new FileInputStream(source.toFile());
        OutputStream out = socket()) {
      in.read(pooled);
      new Random(pooled[0]).nextBytes(pooled);
      out.write(pooled);
    }
  }

  /** Two documents of one format begin alike, and may end alike. */
  private static void sameFormat() throws IOException {
    byte[] document = document(1);
    Path file = Files.write(target.resolveSibling("document"), document);
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new FileInputStream(file.toFile());
        OutputStream out = socket()) {
      in.read(buffer);
      out.write(document(2));
    }
  }

  private static byte[] document(int seed) {
    byte[] body = new byte[2000];
    new Random(seed).nextBytes(body);
    String text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + Arrays.toString(body) + "</doc>";
    return Arrays.copyOf(text.getBytes(US), 4000);
  }

  /** What is all the same is like anything that is all the same. */
  private static void zeros() throws IOException {
    Path file = Files.write(target.resolveSibling("zeros"), new byte[CHUNK]);
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new FileInputStream(file.toFile());
        OutputStream out = socket()) {
      in.read(buffer);
      out.write(new byte[CHUNK]);
    }
  }

  private static final java.nio.charset.Charset US = StandardCharsets.US_ASCII;

  private static OutputStream socket() throws IOException {
    return new Socket(sink.getAddress(), sink.getPort()).getOutputStream();
  }

  private static void elsewhere(Task task) throws IOException {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drain(ServerSocketChannel server) {
    try {
      while (true) {
        SocketChannel socket = server.accept();
        Thread reader = new Thread(() -> drain(socket));
        reader.setDaemon(true);
        reader.start();
      }
    } catch (IOException e) {
      // The end.
    }
  }

  private static void drain(SocketChannel socket) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    try (socket) {
      while (socket.read(buffer.clear()) >= 0) {}
    } catch (IOException e) {
      // The writer has gone.
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  /** A channel that is a socket, but does not look like one. */
  private record Wrapped(SocketChannel socket) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return socket.write(bytes);
    }

    @Override
    public boolean isOpen() {
      return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
